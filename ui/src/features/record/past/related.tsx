/** What belonged to a record then, kind by kind; each leads to itself as it stood. */
import { useQuery } from "@tanstack/react-query";
import { Button as AriaButton } from "react-aria-components/Button";
import { Notice } from "../../../components/notice.tsx";
import type { Catalog, Id } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { pointedBy } from "../../../ipc/words.ts";
import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { told } from "../related/line.tsx";
import sections from "../related/related.module.css";
import { fieldsOf, nameOf, wordsOf } from "../words.ts";
import style from "./past.module.css";
import { relatedThen } from "./reads.ts";

export function RelatedThen(props: { entity: string; id: Id; at: number; catalog: Catalog }) {
  const { entity, id, at, catalog } = props;
  const { data: kinds, error } = useQuery(relatedThen(catalog, entity, id, at));
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  return (
    <div data-testid="related-then">
      {kinds?.map((kind) => (
        <section key={`${kind.entity}.${kind.field}`}>
          <h3 className={sections.title}>
            {pointedBy(kind, kinds)}
            <span className={sections.count}>{number(kind.count)}</span>
          </h3>
          <ul>
            {kind.records.map((one) => {
              const fields = fieldsOf(catalog, one.entity).filter(({ key }) => key !== kind.field);
              const name = nameOf(catalog, one);
              const sum = fields.find((field) => field.kind === "money" && field.default_column);
              return (
                <li key={one.id} className={style.item}>
                  <AriaButton
                    className={style.open ?? ""}
                    onPress={() => openRecord({ entity: one.entity, id: one.id, asOf: at })}
                  >
                    <span>{name}</span>
                    <span className={style.detail}>{told(one, fields, catalog, name)}</span>
                  </AriaButton>
                  {sum && <span className={style.sum}>{wordsOf(catalog, sum, one.values[sum.key])}</span>}
                </li>
              );
            })}
          </ul>
          {kind.count > kind.records.length && (
            <p className={style.detail}>
              {t("ui.as_of.some", { shown: kind.records.length, n: kind.count })}
            </p>
          )}
        </section>
      ))}
    </div>
  );
}
