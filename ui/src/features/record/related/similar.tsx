/** The earlier work most like this one, and why; what is confirmed stays as a link. */
import { useQuery } from "@tanstack/react-query";
import { Link2, Link2Off } from "lucide-react";
import { IconButton } from "../../../components/button.tsx";
import { Dated } from "../../../components/dated.tsx";
import type { Catalog, RecordAt, Similar } from "../../../ipc/bindings.ts";
import { liken, reasonText, similarTo } from "../../../ipc/lessons.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { moneyText } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { choiceWord } from "../words.ts";
import style from "./lessons.module.css";

/** How it went, in the words of its kind. */
function toldOf(catalog: Catalog, one: Similar): string {
  const { entity, unit, start, end, state, amount, satisfaction } = one;
  return [
    entityLabel(entity),
    unit.label,
    [start, end].filter(Boolean).join(" – "),
    amount.t === "money" && moneyText(amount.v),
    state && choiceWord(catalog, entity === "project" ? "project_stage" : "coop_state", state),
    satisfaction && choiceWord(catalog, "satisfaction", satisfaction),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function SimilarWork({ of, catalog }: { of: RecordAt; catalog: Catalog }) {
  const { data } = useQuery(similarTo(of));
  if (!data || data.length === 0) return null;
  return (
    <section className={style.part} aria-label={t("ui.similar.title")} data-testid="similar">
      <h3>{t("ui.similar.title")}</h3>
      <ul>
        {data.map((one) => {
          const { entity, work, reasons, precedent } = one;
          const name = work.label;
          return (
            <li key={work.id} className={style.line}>
              <div className={style.head}>
                <button
                  type="button"
                  className={style.title}
                  onClick={() => openRecord({ entity, id: work.id })}
                >
                  {name}
                </button>
                <IconButton
                  label={precedent ? t("ui.similar.drop", { name }) : t("ui.similar.keep", { name })}
                  icon={precedent ? Link2Off : Link2}
                  active={precedent !== null}
                  size={14}
                  onPress={() => liken(of, { entity, id: work.id }, precedent === null)}
                />
              </div>
              <p className={style.told}>
                <Dated>{toldOf(catalog, one)}</Dated>
              </p>
              <p className={style.why}>
                {precedent && <span data-kept>{t("ui.similar.kept")}</span>}
                {reasons.map((reason) => (
                  <span key={reason.alike}>{reasonText(reason)}</span>
                ))}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
