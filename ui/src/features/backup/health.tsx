/** In the head: healthy or not, and since when. */
import { CircleAlert, TriangleAlert } from "lucide-react";
import { Mark } from "../../components/chip.tsx";
import { failedText, failing, isIdle, isOlderWrong } from "../../ipc/backup.ts";
import type { BackupState } from "../../ipc/bindings.ts";
import { ago } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";

export function Health({ state, running }: { state: BackupState; running: boolean }) {
  const now = useNow();
  const { target } = state;
  if (!target || running) return null;
  if (failing(state).length > 0) {
    return (
      <Mark tone="bad" icon={CircleAlert}>
        {failedText(state)}
      </Mark>
    );
  }
  if (target.last_ok_at === null || target.due) {
    return (
      <Mark tone="warn" icon={TriangleAlert}>
        {target.last_ok_at === null ? t("ui.backup_light.none") : t("ui.backup_light.due")}
      </Mark>
    );
  }
  if (isIdle(state)) {
    return (
      <Mark tone="warn" icon={TriangleAlert}>
        {t("ui.backup_light.idle")}
      </Mark>
    );
  }
  if (isOlderWrong(state)) {
    return (
      <Mark tone="warn" icon={TriangleAlert}>
        {t("ui.backup_light.older")}
      </Mark>
    );
  }
  return <Mark tone="ok">{t("ui.backup.healthy", { when: ago(target.last_ok_at, now) })}</Mark>;
}
