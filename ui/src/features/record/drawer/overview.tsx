/** Every field of a record by section. What is blank and seldom used waits behind one press. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { Button } from "../../../components/button.tsx";
import type { Catalog, FieldInfo, RecordDto } from "../../../ipc/bindings.ts";
import { offered } from "../../../ipc/modules.ts";
import { message, t } from "../../../lib/i18n.ts";
import { createStore, useStore } from "../../../lib/store.ts";
import { FieldLine } from "../field/line.tsx";
import style from "../frame/record.module.css";
import { bySection, fieldsOf, isBlank, isOfKind, textOf } from "../words.ts";
import { Hands } from "./hands.tsx";

/** Kept while walking from record to record. */
const showBlank = createStore(false);

export function Overview(props: {
  record: RecordDto;
  catalog: Catalog;
  /** fields the screen shows elsewhere */ without?: readonly string[];
}) {
  const { record, catalog, without = [] } = props;
  const all = useStore(showBlank);
  const kind = textOf(record, "kind");
  const fields = offered(fieldsOf(catalog, record.entity)).filter(
    (field) => !without.includes(field.key) && isOfKind(field, kind),
  );
  // What should hold something is not put away while it does not.
  const isQuiet = ({ key, computed, default_column, required }: FieldInfo) =>
    isBlank(record.values[key]) && (computed || !(default_column || required));
  const quiet = fields.filter((field) => isQuiet(field) && !field.computed);
  const shown = fields.filter((field) => !isQuiet(field) || (all && !field.computed));
  return (
    <div className={style.sections}>
      {bySection(shown).map(([section, some]) => (
        <section key={section}>
          <h3 className={style.sectionName}>{message(`section.${section}`) ?? section}</h3>
          <dl className={style.fields}>
            {some.map((field) => (
              <FieldLine key={field.key} record={record} field={field} catalog={catalog} />
            ))}
          </dl>
        </section>
      ))}
      {quiet.length > 0 && (
        <div className={style.quietAct}>
          <Button
            icon={all ? ChevronDown : ChevronRight}
            aria-expanded={all}
            onPress={() => showBlank.set(!all)}
          >
            {all ? t("ui.record.hide_blank") : t("ui.record.show_blank", { n: quiet.length })}
          </Button>
        </div>
      )}
      <Hands record={record} />
    </div>
  );
}
