/** How much of what grows old is inside its limit, field by field, the worst first; and the way to what is over it. */
import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { commands, type FieldLimit } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { ageText } from "../../ipc/quality.ts";
import { read } from "../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord, replacePlace } from "../../lib/place.ts";
import style from "./limits.module.css";

const limitsOf = read("limits", [], ["*"], commands.limits);

/** Never rounded up to all of it, nor down to nothing. */
function shareText(inside: number, filled: number): string {
  if (filled === 0) return "—";
  const points = Math.round((inside * 10_000) / filled / 100) * 100;
  return percent(inside === filled ? 10_000 : inside === 0 ? 0 : Math.min(9_900, Math.max(100, points)));
}

function Line({ limit }: { limit: FieldLimit }) {
  const { entity, field, days, filled, inside, oldest } = limit;
  return (
    <tr>
      <th scope="row">
        {fieldLabel(entity, field)} <span className={style.of}>{entityLabel(entity)}</span>
      </th>
      <td className={style.figure}>{t("ui.limits.after", { n: days })}</td>
      <td>
        <span className={style.bar} aria-hidden>
          <i style={{ width: `${filled === 0 ? 0 : (100 * inside) / filled}%` }} />
        </span>
      </td>
      <td className={style.figure}>{shareText(inside, filled)}</td>
      <td className={style.figure}>{t("ui.limits.of", { inside, filled })}</td>
      <td>
        {oldest && (
          <Button kind="line" onPress={() => openRecord({ entity, id: oldest.about.id })}>
            {oldest.about.label || entityLabel(entity)} · {ageText(oldest.age)}
          </Button>
        )}
      </td>
    </tr>
  );
}

export function LimitShare() {
  const { data, error } = useQuery(limitsOf);
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!data) return null;
  if (data.filled === 0) return <Empty title={t("ui.limits.empty")}>{t("ui.limits.empty_hint")}</Empty>;
  const over = data.filled - data.inside;
  return (
    <section className={style.limits} aria-label={t("ui.limits.title")}>
      <div className={style.head}>
        <p>
          <b className={style.share}>{shareText(data.inside, data.filled)}</b>{" "}
          {t("ui.limits.sum", { inside: data.inside, filled: data.filled })}
        </p>
        {over > 0 && (
          <Button icon={ListChecks} onPress={() => replacePlace({ part: "values" })}>
            {t("ui.limits.to_review", { n: number(over) })}
          </Button>
        )}
      </div>
      <table className={style.table}>
        <thead>
          <tr>
            <th scope="col">{t("ui.limits.field")}</th>
            <th scope="col" className={style.figure}>
              {t("ui.limits.limit")}
            </th>
            <th scope="col" colSpan={2} className={style.figure}>
              {t("ui.limits.inside")}
            </th>
            <th scope="col" className={style.figure}>
              {t("ui.limits.counted")}
            </th>
            <th scope="col">{t("ui.limits.oldest")}</th>
          </tr>
        </thead>
        <tbody>
          {data.fields.map((limit) => (
            <Line key={`${limit.entity}.${limit.field}`} limit={limit} />
          ))}
        </tbody>
      </table>
      <p className={style.note}>{t("ui.limits.note")}</p>
    </section>
  );
}
