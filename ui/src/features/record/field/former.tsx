/** Who represented a firm before, each with their days. */
import { useQuery } from "@tanstack/react-query";
import { type Catalog, commands, type FieldInfo, type Id, type RecordDto } from "../../../ipc/bindings.ts";
import { read } from "../../../ipc/query.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { wordsOf } from "../words.ts";
import style from "./line.module.css";

/** The fields whose former values are shown where they stand. */
const told = ["legal_rep", "legal_rep_contact"];

export const hasFormer = (record: RecordDto, field: FieldInfo) =>
  record.entity === "unit" && told.includes(field.key);

const formerOf = (entity: string, id: Id, field: string) =>
  read("formerValues", [entity, id, field], [entity, "contact"], () =>
    commands.formerValues({ entity, id, field }),
  );

const dayOf = (ms: number) => instant(ms).slice(0, 10);

export function FieldFormer(props: { record: RecordDto; field: FieldInfo; catalog: Catalog }) {
  const { record, field, catalog } = props;
  const { data } = useQuery(formerOf(record.entity, record.id, field.key));
  if (!data || data.length === 0) return null;
  return (
    <ul className={style.former}>
      {data.map(({ value, since, until }) => (
        <li key={until}>
          {t("ui.record.former", {
            who: wordsOf(catalog, field, value),
            since: dayOf(since),
            until: dayOf(until),
          })}
        </li>
      ))}
    </ul>
  );
}
