/** One version in the backup: what it holds, and whether it was read back. */
import { ShieldCheck } from "lucide-react";
import { Mark } from "../../components/chip.tsx";
import type { Snapshot } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import style from "./restore.module.css";

export function SnapshotCounts({ snapshot }: { snapshot: Snapshot }) {
  const { units, contacts, activities } = snapshot;
  return <span className={style.counts}>{t("ui.backup.counts", { units, contacts, activities })}</span>;
}

export function SnapshotProof({ snapshot }: { snapshot: Snapshot }) {
  return snapshot.verified_at === null ? (
    <Mark tone="warn">{t("ui.backup.unverified")}</Mark>
  ) : (
    <Mark tone="ok" icon={ShieldCheck}>
      {t(snapshot.proven ? "ui.backup.proven" : "ui.backup.verified")}
    </Mark>
  );
}
