/** Whether a certificate is as it was sealed. */
import { CircleAlert } from "lucide-react";
import { Mark } from "../../components/chip.tsx";
import type { DrillEntry } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";

export function Genuine({ entry }: { entry: DrillEntry }) {
  return entry.genuine ? (
    <Mark tone="ok">{t("ui.proof.genuine")}</Mark>
  ) : (
    <Mark tone="bad" icon={CircleAlert}>
      {t("ui.proof.altered")}
    </Mark>
  );
}
