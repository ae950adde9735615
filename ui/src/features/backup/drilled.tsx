/** What came of a restore drill: what was proved, or why it was not. */
import { Notice } from "../../components/notice.tsx";
import type { DrillDone, WireError } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { drillReason } from "../../ipc/proofs.ts";
import { decimal, instant, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderSentence } from "./age.ts";

const compared = {
  contents: "ui.drill.proved",
  counts: "ui.drill.counted",
  nothing: "ui.drill.opened",
} as const;

export function Drilled({ done }: { done: DrillDone }) {
  // What was proved is the backup; what was done since is not in it.
  const older = olderSentence({ at: done.made_at, steps_since: done.steps_since });
  return (
    <Notice tone="ok" live title={t("ui.drill.passed")}>
      {t(compared[done.compared], {
        made: instant(done.made_at),
        rows: number(done.rows),
        tables: number(done.tables),
        records: number(done.records),
        opened: number(done.opened),
        files: number(done.files),
        seconds: decimal((done.took_ms / 1000).toFixed(1)),
      })}
      {older && <p>{older}</p>}
    </Notice>
  );
}

export function NotDrilled({ error }: { error: WireError }) {
  if (isKind(error, "cancelled")) return <Notice live>{t("ui.drill.stopped")}</Notice>;
  // That the drive is away, or the disk too full, says nothing of the backup.
  if (isKind(error, "unavailable", "no_space")) {
    return (
      <Notice tone="warn" live title={t("ui.drill.not_done")}>
        {sentence(error)}
      </Notice>
    );
  }
  return (
    <Notice tone="bad" live title={t("ui.drill.failed")}>
      {drillReason(error)}
    </Notice>
  );
}
