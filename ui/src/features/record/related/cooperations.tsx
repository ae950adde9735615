/** The business done with a customer. */
import { ArrowUpRight, Trash2 } from "lucide-react";
import { MoreFields } from "../../../components/ask-fields.tsx";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { toast } from "../../../components/toast.tsx";
import { type Answers, type Asked, ownAsked, valuesOf } from "../../../ipc/asked.ts";
import type { Applied, Catalog, RecordDto } from "../../../ipc/bindings.ts";
import { typed } from "../../../ipc/entry-text.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { offered } from "../../../ipc/modules.ts";
import { choicesOffered, fieldLabel } from "../../../ipc/words.ts";
import { createAsked, deleteRecord } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { say } from "../../../lib/status.ts";
import { FieldLine } from "../field/line.tsx";
import style from "../frame/card.module.css";
import { Card } from "../frame/card.tsx";
import { choiceWord, fieldsOf, textOf, wordsOf } from "../words.ts";
import { AddForm } from "./add-form.tsx";
import { Lessons } from "./lessons.tsx";

function remove(record: RecordDto): void {
  deleteRecord(record).then(
    () =>
      toast(t("ui.record.coop_deleted", { name: textOf(record, "name") }), {
        label: t("ui.undo"),
        run: undo,
      }),
    (error: unknown) => say({ text: sentence(error) }),
  );
}

function Coop({ record, catalog }: { record: RecordDto; catalog: Catalog }) {
  const { start, end, amount } = record.values;
  const state = textOf(record, "state");
  const span = [start, end].map((value) => wordsOf(catalog, undefined, value));
  const detail = [
    state && choiceWord(catalog, "coop_state", state),
    span.some(Boolean) && span.join(" – "),
  ].filter(Boolean);
  return (
    <Card
      title={textOf(record, "name")}
      quiet={state === "ended"}
      detail={detail.join(" · ")}
      aside={wordsOf(catalog, undefined, amount)}
    >
      <dl>
        {offered(fieldsOf(catalog, "cooperation"))
          .filter(({ key, computed }) => key !== "unit" && !computed)
          .map((field) => (
            <FieldLine key={field.key} record={record} field={field} catalog={catalog} />
          ))}
      </dl>
      <div className={style.bodyActs}>
        <Button icon={ArrowUpRight} onPress={() => openRecord({ entity: record.entity, id: record.id })}>
          {t("ui.related.open")}
        </Button>
        <Button icon={Trash2} onPress={() => remove(record)}>
          {t("ui.record.delete")}
        </Button>
      </div>
    </Card>
  );
}

type NewCoop = { name: string; amount: string; state: string; own: Answers };
const blank: NewCoop = { name: "", amount: "", state: "talking", own: {} };

function store(unit: RecordDto, given: NewCoop, own: readonly Asked[]): Promise<Applied> {
  return createAsked("cooperation", {
    ...valuesOf(own, given.own),
    unit: { t: "ref", v: { id: unit.id, label: textOf(unit, "legal_name") } },
    name: typed(given.name),
    amount: typed(given.amount),
    state: { t: "choice", v: given.state },
  });
}

export function Cooperations(props: { unit: RecordDto; all: readonly RecordDto[]; catalog: Catalog }) {
  const { unit, all, catalog } = props;
  const own = ownAsked(catalog, "cooperation");
  const states = choicesOffered(catalog.choices, "coop_state");
  return (
    <div data-testid="cooperations">
      <ul className={style.list}>
        {all.map((record) => (
          <Coop key={record.id} record={record} catalog={catalog} />
        ))}
      </ul>
      <AddForm
        asks={["name", "amount", ...own.map(({ key }) => key)]}
        label={t("ui.record.add_coop")}
        place={`cooperation@${unit.id}`}
        blank={blank}
        store={(given) => store(unit, given, own)}
        after={(made) => <Lessons of={made} name={textOf(made, "name")} catalog={catalog} />}
      >
        {(given, change, refused) => (
          <>
            <Field
              label={fieldLabel("cooperation", "name")}
              value={given.name}
              onChange={(name) => change({ name })}
              error={refused("name")}
              autoFocus
              isRequired
              autoComplete="off"
            />
            <div className={style.pair}>
              <Field
                label={fieldLabel("cooperation", "amount")}
                placeholder={t("ui.record.amount_hint")}
                value={given.amount}
                onChange={(amount) => change({ amount })}
                error={refused("amount")}
                autoComplete="off"
              />
              <Select
                label={fieldLabel("cooperation", "state")}
                options={states}
                value={given.state}
                onChange={(state) => change({ state })}
              />
            </div>
            <MoreFields
              asked={own}
              answers={given.own}
              refused={refused}
              onChange={(own) => change({ own })}
            />
          </>
        )}
      </AddForm>
    </div>
  );
}
