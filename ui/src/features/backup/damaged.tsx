/** The vault itself was not found whole: since when, and that the backups are the way out. */
import { Notice } from "../../components/notice.tsx";
import { ago } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";

export function Damaged({ at }: { at: number | null | undefined }) {
  const now = useNow();
  if (at == null) return null;
  return (
    <Notice tone="bad" live title={t("ui.backup.damaged")}>
      {t("ui.backup.damaged_text", { when: ago(at, now) })}
    </Notice>
  );
}
