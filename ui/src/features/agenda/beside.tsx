/** What reminds by itself on a day: below its tasks, to be opened; a day of a month only says how many. */
import { BellRing } from "lucide-react";
import type { AgendaBeside } from "../../ipc/bindings.ts";
import { because } from "../../ipc/occasions.ts";
import { t } from "../../lib/i18n.ts";
import { openReminded } from "../../lib/place.ts";
import style from "./agenda.module.css";
import type { View } from "./days.ts";

/** More than these bury the tasks of a day in a column. */
const few = 5;

export function Beside({ beside, view, here }: { beside: AgendaBeside; view: View; here: boolean }) {
  const lines = view === "month" ? [] : beside.lines.slice(0, view === "week" ? few : undefined);
  const more = beside.all - lines.length;
  return (
    <>
      {lines.length > 0 && (
        <ul className={style.items}>
          {lines.map(({ source, entity, record, unit, why }) => (
            <li key={`${source} ${record}`}>
              <button
                type="button"
                className={style.beside}
                tabIndex={here ? 0 : -1}
                data-item={`${record} ${source}`}
                title={[because(why), unit?.label].filter(Boolean).join("\n")}
                onClick={() => openReminded({ source, entity, id: record })}
              >
                <BellRing size={11} className={style.mark} aria-hidden />
                <span className={style.because}>{because(why)}</span>
                {view !== "week" && <span className={style.whom}>{unit?.label}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && (
        <p className={style.more}>
          {t(lines.length > 0 ? "ui.agenda.more" : "ui.agenda.beside", { n: more })}
        </p>
      )}
    </>
  );
}
