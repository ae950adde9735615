/** What is still open, so that whoever takes over knows it. */
import type { OpenPoints } from "../../ipc/bindings.ts";
import { entityLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./handover.module.css";

export function OpenList({ open }: { open: OpenPoints }) {
  const counts = (["task", "promise"] as const)
    .map((entity) => ({ entity, n: entity === "task" ? open.tasks : open.promises }))
    .filter(({ n }) => n > 0)
    .map(({ entity, n }) => `${entityLabel(entity)} ${number(n)}`);
  if (counts.length === 0) return <p className={style.quiet}>{t("ui.handover.nothing_open")}</p>;
  return (
    <div>
      <h3 className={style.heading}>
        {t("ui.handover.open")} {counts.join(t("ui.list_comma"))}
      </h3>
      <p className={style.quiet}>{open.titles.join(t("ui.list_comma"))}</p>
    </div>
  );
}
