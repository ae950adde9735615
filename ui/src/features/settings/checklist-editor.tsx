/** One checklist: what it is called, for and when it is used, and its steps in order. Every change is written at once. */
import { Trash2 } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { Switch } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import type { Checklist, Choice, Id } from "../../ipc/bindings.ts";
import { addStep, changeChecklist, orderSteps, removeOf } from "../../ipc/checklists.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { choicesOffered, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { comboText } from "../../lib/keys.ts";
import { ChecklistStepLine } from "./checklist-step.tsx";
import style from "./checklists.module.css";
import { KeptText } from "./kept-text.tsx";

function removeOne(entity: "checklist" | "checklist_item", id: Id, name: string): void {
  removeOf(entity, id).then(
    (done) => done && toast(t("ui.record.deleted_one", { name }), { label: t("ui.undo"), run: undo }),
    complain,
  );
}

function AddStep({ list }: { list: Checklist }) {
  const [name, setName] = useState("");
  const adding = useAction((typed: string) => addStep(list, typed));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
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

/** Puts the focus back into the line that moved; an arrow that leads nowhere any more takes none. */
function putBack(held: HTMLElement): void {
  const field = held.closest("li")?.querySelector("input");
  (held.matches(":disabled") ? field : held)?.focus();
}

/** Puts the focus where one goes on after a line was taken away: into that at `next`, or where one is added. */
function goOn(lines: HTMLElement | null, next: number): void {
  const press = lines?.children[next]?.querySelector<HTMLElement>("[data-remove] button");
  (press ?? lines?.parentElement?.querySelector<HTMLElement>("form input"))?.focus();
}

/** The order of the steps as it was asked for, and the focus while lines move and go. */
function useOrder(steps: Checklist["steps"]) {
  const lines = useRef<HTMLOListElement>(null);
  // A line that moves takes the focus off what is in it.
  const held = useRef<HTMLElement | null>(null);
  // The steps about the line that was taken away with the focus in it, the nearest first.
  const gap = useRef<readonly Id[] | null>(null);
  // The order asked for, till the core has it: a key pressed twice moves by two.
  const asked = useRef<readonly Id[]>([]);
  const ids = steps.map(({ id }) => id);
  const now = ids.join();
  // What was taken away since is asked for no more, what was added stands at the end.
  const wanted = () => {
    const still = asked.current.filter((id) => ids.includes(id));
    return [...still, ...ids.filter((id) => !still.includes(id))];
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` says all of the steps that counts here
  useEffect(() => {
    if (wanted().join() === now) asked.current = [];
    const away = document.activeElement;
    const here = away === document.body || (lines.current?.contains(away) ?? false);
    if (held.current?.isConnected) {
      if (here) putBack(held.current);
      held.current = null;
    } else if (gap.current && document.activeElement === document.body) {
      const next = gap.current.find((id) => ids.includes(id)) ?? "";
      goOn(lines.current, ids.indexOf(next));
      gap.current = null;
    }
  }, [now]);
  const move = (id: Id, by: number) => {
    const next = wanted();
    const at = next.indexOf(id);
    if (at + by < 0 || at + by >= next.length) return;
    next.splice(at + by, 0, ...next.splice(at, 1));
    asked.current = next;
    held.current = document.activeElement as HTMLElement | null;
    orderSteps(next).catch((error: unknown) => {
      asked.current = [];
      complain(error);
    });
  };
  const remove = (id: Id, name: string) => {
    const at = ids.indexOf(id);
    gap.current = [...ids.slice(at + 1), ...ids.slice(0, at).reverse()];
    removeOne("checklist_item", id, name);
  };
  const release = () => {
    held.current = null;
  };
  return { lines, move, remove, release };
}

export function ChecklistEditor({ list, choices }: { list: Checklist; choices: readonly Choice[] }) {
  const { steps } = list;
  const { lines, move, remove, release } = useOrder(steps);
  const keys = { up: comboText("alt+up"), down: comboText("alt+down") };
  return (
    <>
      <div className={style.head}>
        <KeptText
          labelled
          label={fieldLabel("checklist", "name")}
          value={list.name}
          store={(name) => changeChecklist(list, { name: { t: "raw", v: name } })}
        />
        <Select
          label={fieldLabel("checklist", "purpose")}
          value={list.purpose || null}
          onChange={(code) =>
            void changeChecklist(list, { purpose: { t: "choice", v: code } }).catch(complain)
          }
          options={choicesOffered(choices, "checklist_purpose").map(({ id, label }) => ({ id, label }))}
        />
        <div className={style.note}>
          <KeptText
            labelled
            label={fieldLabel("checklist", "note")}
            value={list.note}
            store={(note) => changeChecklist(list, { note: { t: "raw", v: note } })}
          />
        </div>
        <div className={style.headActs}>
          <Switch
            value={list.active}
            onChange={(on) => void changeChecklist(list, { active: { t: "bool", v: on } }).catch(complain)}
          >
            {t("ui.checklist.offered")}
          </Switch>
          <Button icon={Trash2} onPress={() => removeOne("checklist", list.id, list.name)}>
            {t("ui.checklist.remove")}
          </Button>
        </div>
      </div>
      {steps.length === 0 && <p className={style.intro}>{t("ui.checklist.no_steps")}</p>}
      <ol ref={lines} className={style.steps} aria-label={list.name} onFocus={release}>
        {steps.map((step, at) => (
          <ChecklistStepLine
            key={step.id}
            step={step}
            choices={choices}
            first={at === 0}
            last={at === steps.length - 1}
            onMove={(by) => move(step.id, by)}
            onRemove={() => remove(step.id, step.name)}
          />
        ))}
      </ol>
      <AddStep list={list} />
      <p className={style.keys}>{t("ui.checklist.keys", keys)}</p>
    </>
  );
}
