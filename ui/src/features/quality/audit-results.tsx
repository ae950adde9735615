/** What was found: of a run in words, of all of them month by month, as bars that are a table as well. */
import type { AuditMonth, AuditRun, AuditTally } from "../../ipc/bindings.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./audit.module.css";

/** `90% right · with values drawn like this: 69 to 98% · 2 could not be found out`. */
export function resultText({ accuracy, between, unknown }: AuditTally): string {
  const words = [
    accuracy === null ? t("ui.audit.no_accuracy") : t("ui.audit.accuracy", { n: accuracy }),
    accuracy !== null &&
      (between ? t("ui.audit.between", { low: between[0], high: between[1] }) : t("ui.audit.few")),
    unknown > 0 && t("ui.audit.beside", { n: unknown }),
  ];
  return words.filter((word) => word !== false).join(" · ");
}

/** What was drawn, and what took no part. */
export function drawnText({ size, drawn_from, started_on, left_out, confidential }: AuditRun): string {
  const words = [
    t("ui.audit.drawn", { size, from: drawn_from, day: started_on }),
    left_out > 0 && t("ui.audit.left_out", { n: left_out }),
    confidential && t("ui.audit.with_confidential"),
  ];
  return words.filter((word) => word !== false).join(" · ");
}

/** The answers of a month as one bar: right, changed, and what nobody found out. */
function Bar({ tally, most }: { tally: AuditTally; most: number }) {
  const { confirmed, changed, unknown } = tally;
  const parts = { confirmed, changed, unknown };
  return (
    <span className={style.bar} aria-hidden>
      {Object.entries(parts).map(([part, n]) => (
        <i key={part} data-outcome={part} style={{ width: `${(100 * n) / Math.max(1, most)}%` }} />
      ))}
    </span>
  );
}

export function Months({ months }: { months: readonly AuditMonth[] }) {
  const answered = ({ tally }: AuditMonth) => tally.confirmed + tally.changed + tally.unknown;
  const most = Math.max(...months.map(answered));
  return (
    <section className={style.results} aria-label={t("ui.audit.months")}>
      <h2 className={style.title}>{t("ui.audit.months")}</h2>
      <table className={style.months}>
        <thead>
          <tr>
            <th scope="col">{t("ui.audit.month")}</th>
            <th scope="col" className={style.chart}>
              <span className={style.legend}>
                {(["confirmed", "changed", "unknown"] as const).map((part) => (
                  <span key={part}>
                    <i className={style.mark} data-outcome={part} aria-hidden />
                    {t(`ui.audit.${part}`)}
                  </span>
                ))}
              </span>
            </th>
            <th scope="col">{t("ui.audit.share")}</th>
            <th scope="col">{t("ui.audit.range")}</th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, tally }) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              <td className={style.chart}>
                <div className={style.drawn}>
                  <Bar tally={tally} most={most} />
                  <span className={style.counts}>
                    {(["confirmed", "changed", "unknown"] as const).map((part) => (
                      <span key={part}>
                        <span className="vh">{t(`ui.audit.${part}`)} </span>
                        {number(tally[part])}
                      </span>
                    ))}
                  </span>
                </div>
              </td>
              <td className={style.figure}>{tally.accuracy === null ? "—" : `${number(tally.accuracy)}%`}</td>
              <td className={style.figure}>
                {tally.between
                  ? `${number(tally.between[0])}–${number(tally.between[1])}%`
                  : t("ui.audit.too_few")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={style.note}>{t("ui.audit.months_note")}</p>
    </section>
  );
}

export function Runs({ runs }: { runs: readonly AuditRun[] }) {
  return (
    <section className={style.results} aria-label={t("ui.audit.runs")}>
      <h2 className={style.title}>{t("ui.audit.runs")}</h2>
      <ul className={style.runs}>
        {runs.map((run) => (
          <li key={run.id}>
            <span>{resultText(run.tally)}</span>
            <span className={style.note}>
              {drawnText(run)}
              {run.tally.left > 0 && ` · ${t("ui.audit.run_left", { n: run.tally.left })}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
