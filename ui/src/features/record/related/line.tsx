/** One record among those of another: a line that unfolds to its fields, and what can be done with it. */
import { ArrowUpRight, CircleAlert, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../../components/button.tsx";
import { Mark } from "../../../components/chip.tsx";
import { Remaining } from "../../../components/remaining.tsx";
import { toast } from "../../../components/toast.tsx";
import type { Catalog, FieldInfo, RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { dueOfRecord, type Until } from "../../../ipc/late.ts";
import { offered } from "../../../ipc/modules.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { deleteRecord } from "../../../ipc/write.ts";
import { instant, relativeDay } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import { openRecord } from "../../../lib/place.ts";
import { say } from "../../../lib/status.ts";
import { FieldLine } from "../field/line.tsx";
import style from "../frame/card.module.css";
import { Card } from "../frame/card.tsx";
import { fieldsOf, isBlank, nameOf, wordsOf } from "../words.ts";

export function remove(record: RecordDto, name: string, then?: () => void): void {
  deleteRecord(record).then(
    () => {
      then?.();
      toast(t("ui.record.deleted_one", { name }), { label: t("ui.undo"), run: undo });
    },
    (error: unknown) => say({ text: sentence(error) }),
  );
}

/** A day, an hour or a figure alone does not say of what. */
const bare: readonly string[] = ["date", "wall_time", "number", "decimal", "percent"];

/** What the day at the end of a line says already, or how long there is. */
const timed: readonly string[] = ["date", "instant", "wall_time"];

/** What tells one line from the next: the first columns that are not its name. */
export function told(
  record: RecordDto,
  fields: readonly FieldInfo[],
  catalog: Catalog,
  name: string,
): string {
  const words = fields
    // Where a post is, is no column of its table, and all that tells one post of a person from the next.
    .filter(({ default_column, kind, required }) =>
      default_column ? kind !== "money" : kind === "ref" && required,
    )
    .map((field) => {
      const value = record.values[field.key];
      const label = fieldLabel(record.entity, field.key);
      // A yes says nothing without what it answers, and a no is not worth a word.
      if (value?.t === "bool") return value.v ? label : "";
      const text = wordsOf(catalog, field, value);
      return text && bare.includes(field.kind) ? `${label} ${text}` : text;
    })
    .filter((text) => text !== "" && text !== name);
  return words.slice(0, 3).join(" · ");
}

/** By when it is to be done still: late, or how long there is. */
function Due({ until, today }: { until: Until; today: string }) {
  if (until.by !== null) return <Remaining by={until.by} />;
  const words = relativeDay(until.day, today, "late");
  if (!until.late) return <span title={until.day}>{words}</span>;
  return (
    <Mark tone="bad" icon={CircleAlert}>
      {words}
    </Mark>
  );
}

type LineProps = {
  record: RecordDto;
  /** the field by which it belongs to what is shown, which goes without saying */ by: string | null;
  catalog: Catalog;
  /** what it is, where lines of several kinds stand together */ kind?: string;
  /** the day it is of, `YYYY-MM-DD`, where lines stand by their days */ day?: string;
  /** what else can be done with it */ acts?: ReactNode;
};

export function Line({ record, by, catalog, kind, day, acts }: LineProps) {
  const fields = offered(fieldsOf(catalog, record.entity)).filter(({ key }) => key !== by);
  const name = nameOf(catalog, record);
  // The day stands at the end of the line already.
  const telling = day ? fields.filter(({ kind }) => !timed.includes(kind)) : fields;
  const now = useNow();
  const today = instant(now).slice(0, 10);
  const due = dueOfRecord(record, today, now);
  const sum = fields.find(({ kind, default_column }) => kind === "money" && default_column);
  return (
    <Card
      title={name}
      detail={[kind, told(record, telling, catalog, name)].filter(Boolean).join(" · ")}
      aside={
        due ? (
          <Due until={due} today={today} />
        ) : (
          (day ?? (sum && wordsOf(catalog, sum, record.values[sum.key])))
        )
      }
    >
      <dl>
        {fields
          .filter((field) => !field.computed || !isBlank(record.values[field.key]))
          .filter(({ key }) => key !== "created_at" && key !== "updated_at")
          .map((field) => (
            <FieldLine key={field.key} record={record} field={field} catalog={catalog} />
          ))}
      </dl>
      <div className={style.bodyActs}>
        {acts}
        <Button icon={ArrowUpRight} onPress={() => openRecord({ entity: record.entity, id: record.id })}>
          {t("ui.related.open")}
        </Button>
        <Button icon={Trash2} onPress={() => remove(record, name)}>
          {t("ui.record.delete")}
        </Button>
      </div>
    </Card>
  );
}
