/** One checklist: what it is called, for and when it is used, and its steps in order. Every change is written at once. */
import { Trash2 } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { Switch } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Checklist, type Choice, commands, type Value } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { choicesOffered, fieldLabel } from "../../ipc/words.ts";
import { apply, createRecord, deleteRecord, updateRecord } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { comboText } from "../../lib/keys.ts";
import { turns } from "../../lib/turns.ts";
import { ChecklistStepLine } from "./checklist-step.tsx";
import style from "./checklists.module.css";
import { told } from "./field-kinds.ts";
import { KeptText } from "./kept-text.tsx";

const inTurn = turns();

export function remove(record: { entity: string; id: string; rev: number }, name: string): void {
  deleteRecord(record).then(
    () => toast(t("ui.record.deleted_one", { name }), { label: t("ui.undo"), run: undo }),
    complain,
  );
}

/** Onto what stands by then: of two quick changes none takes the other back. */
function change(list: Checklist, values: Record<string, Value>): Promise<boolean> {
  return inTurn(async () => {
    const now = (await commands.checklists()).find(({ id }) => id === list.id) ?? list;
    await updateRecord({ ...now, entity: "checklist" }, values);
    told();
    return true;
  });
}

/** Gives each step its place; the steps as they stand by then, in the order asked for. */
function order(list: Checklist, ids: readonly string[]): Promise<void> {
  return inTurn(async () => {
    const steps = (await commands.checklists()).find(({ id }) => id === list.id)?.steps ?? list.steps;
    const moved = ids.flatMap((id, at) => {
      const step = steps.find((one) => one.id === id);
      return step && step.seq !== at + 1 ? [{ id, rev: step.rev, seq: at + 1 }] : [];
    });
    await apply(
      "op.checklist_order",
      moved.map(({ id, rev, seq }) => ({
        kind: "update",
        entity: "checklist_item",
        id,
        rev,
        values: { seq: { t: "number", v: seq } },
      })),
    );
    told();
  });
}

function AddStep({ list }: { list: Checklist }) {
  const [name, setName] = useState("");
  const adding = useAction(async (typed: string) => {
    // Most steps follow the one before by a little: its day is nearer than the start.
    const last = list.steps.at(-1);
    await createRecord("checklist_item", {
      checklist: { t: "ref", v: { id: list.id, label: list.name } },
      seq: { t: "number", v: Math.max(0, ...list.steps.map(({ seq }) => seq)) + 1 },
      name: { t: "text", v: typed },
      offset_days: { t: "number", v: last?.offset_days ?? 0 },
      working_days: { t: "bool", v: last?.working_days ?? true },
    });
    told();
    return true;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void adding.run(name.trim()).then((made) => made && setName(""));
  };
  return (
    <form className={style.add} onSubmit={submit}>
      <Field
        aria-label={t("ui.checklist.new_step")}
        placeholder={t("ui.checklist.new_step")}
        value={name}
        onChange={(text) => {
          adding.clear();
          setName(text);
        }}
        maxLength={300}
        error={adding.error && sentence(adding.error)}
        autoComplete="off"
      />
      <Button type="submit" kind="line" busy={adding.busy} isDisabled={name.trim() === ""}>
        {t("ui.lists.add_do")}
      </Button>
    </form>
  );
}

export function ChecklistEditor({ list, choices }: { list: Checklist; choices: readonly Choice[] }) {
  const { steps } = list;
  // A line that moves takes the focus off what is in it.
  const held = useRef<HTMLElement | null>(null);
  // The order asked for, till the core has it: a key pressed twice moves by two.
  const asked = useRef<readonly string[] | null>(null);
  const now = steps.map(({ id }) => id).join();
  useEffect(() => {
    if (asked.current?.join() === now) asked.current = null;
    held.current?.focus();
  }, [now]);
  const move = (id: string, by: number) => {
    const ids = [...(asked.current ?? steps.map((step) => step.id))];
    const at = ids.indexOf(id);
    if (at + by < 0 || at + by >= ids.length) return;
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    asked.current = ids;
    held.current = document.activeElement as HTMLElement | null;
    order(list, ids).catch((error: unknown) => {
      asked.current = null;
      complain(error);
    });
  };
  const keys = { up: comboText("alt+up"), down: comboText("alt+down") };
  return (
    <>
      <div className={style.head}>
        <KeptText
          labelled
          label={fieldLabel("checklist", "name")}
          value={list.name}
          store={(name) => change(list, { name: { t: "raw", v: name } })}
        />
        <Select
          label={fieldLabel("checklist", "purpose")}
          value={list.purpose || null}
          onChange={(code) => void change(list, { purpose: { t: "choice", v: code } }).catch(complain)}
          options={choicesOffered(choices, "checklist_purpose").map(({ id, label }) => ({ id, label }))}
        />
        <div className={style.note}>
          <KeptText
            labelled
            label={fieldLabel("checklist", "note")}
            value={list.note}
            store={(note) => change(list, { note: { t: "raw", v: note } })}
          />
        </div>
        <div className={style.headActs}>
          <Switch
            value={list.active}
            onChange={(on) => void change(list, { active: { t: "bool", v: on } }).catch(complain)}
          >
            {t("ui.checklist.offered")}
          </Switch>
          <Button icon={Trash2} onPress={() => remove({ ...list, entity: "checklist" }, list.name)}>
            {t("ui.checklist.remove")}
          </Button>
        </div>
      </div>
      {steps.length === 0 && <p className={style.intro}>{t("ui.checklist.no_steps")}</p>}
      <ol
        className={style.steps}
        aria-label={list.name}
        onFocus={() => {
          held.current = null;
        }}
      >
        {steps.map((step, at) => (
          <ChecklistStepLine
            key={step.id}
            step={step}
            choices={choices}
            first={at === 0}
            last={at === steps.length - 1}
            onMove={(by) => move(step.id, by)}
            onRemove={() => remove({ ...step, entity: "checklist_item" }, step.name)}
          />
        ))}
      </ol>
      <AddStep list={list} />
      <p className={style.keys}>{t("ui.checklist.keys", keys)}</p>
    </>
  );
}
