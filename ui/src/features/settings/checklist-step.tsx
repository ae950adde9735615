/** A step of a checklist, edited where it stands: what is to be done, how far from the start, for whom, and its place. */
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";
import { IconButton } from "../../components/button.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Select } from "../../components/select.tsx";
import type { ChecklistStep, Choice, Value } from "../../ipc/bindings.ts";
import { changeStep } from "../../ipc/checklists.ts";
import { complain } from "../../ipc/error.ts";
import { choicesOffered, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import style from "./checklists.module.css";
import { KeptText } from "./kept-text.tsx";

/** As far as the core plans. */
const FARTHEST = 1100;
/** Stands for a choice that is left open. */
const OPEN = "";

export function ChecklistStepLine(props: {
  step: ChecklistStep;
  choices: readonly Choice[];
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { step, choices, first, last, onMove, onRemove } = props;
  const { name } = step;
  const set = (values: Record<string, Value>) => void changeStep(step, values).catch(complain);
  // Before the fields, which keep every key to themselves.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    const combo = comboOf(event.nativeEvent);
    if (isComposing(event) || (combo !== "alt+up" && combo !== "alt+down")) return;
    event.preventDefault();
    onMove(combo === "alt+up" ? -1 : 1);
  };
  const choice = (field: "kind" | "priority", list: string) => (
    <Select
      aria-label={t("ui.checklist.of_step", { field: fieldLabel("checklist_item", field), step: name })}
      quiet
      value={step[field]}
      onChange={(code) => set({ [field]: code === OPEN ? { t: "null" } : { t: "choice", v: code } })}
      options={[
        { id: OPEN, label: t("ui.checklist.any", { field: fieldLabel("checklist_item", field) }) },
        ...choicesOffered(choices, list).map(({ id, label }) => ({
          id,
          label: field === "priority" ? t("ui.checklist.priority", { level: label }) : label,
        })),
      ]}
    />
  );
  return (
    <li className={style.step} onKeyDownCapture={onKeyDownCapture}>
      <div className={style.line}>
        <KeptText
          label={t("ui.checklist.step_name", { step: name })}
          value={name}
          store={(text) => changeStep(step, { name: { t: "raw", v: text } })}
        />
        <span className={style.acts}>
          <IconButton
            label={t("ui.lists.up", { choice: name })}
            icon={ArrowUp}
            combo="alt+up"
            isDisabled={first}
            onPress={() => onMove(-1)}
          />
          <IconButton
            label={t("ui.lists.down", { choice: name })}
            icon={ArrowDown}
            combo="alt+down"
            isDisabled={last}
            onPress={() => onMove(1)}
          />
          <span data-remove>
            <IconButton
              label={t("ui.checklist.remove_step", { step: name })}
              icon={Trash2}
              onPress={onRemove}
            />
          </span>
        </span>
      </div>
      <div className={style.line} data-more>
        <NumberField
          label={t("ui.checklist.offset_of", { step: name })}
          value={step.offset_days}
          min={-FARTHEST}
          max={FARTHEST}
          onChange={(days) => days !== step.offset_days && set({ offset_days: { t: "number", v: days } })}
        />
        <Select
          aria-label={t("ui.checklist.counted", { step: name })}
          quiet
          value={step.working_days ? "working" : "calendar"}
          onChange={(how) => set({ working_days: { t: "bool", v: how === "working" } })}
          options={[
            { id: "working", label: t("ui.checklist.working_days") },
            { id: "calendar", label: t("ui.checklist.calendar_days") },
          ]}
        />
        <span className={style.when}>
          {t("ui.checklist.offset", {
            side: step.offset_days === 0 ? "none" : step.offset_days < 0 ? "before" : "after",
          })}
        </span>
        <Select
          aria-label={t("ui.checklist.for_whom", { step: name })}
          quiet
          value={step.each_below ? "below" : "own"}
          onChange={(whom) => set({ each_below: { t: "bool", v: whom === "below" } })}
          options={[
            { id: "own", label: t("ui.checklist.for_own") },
            { id: "below", label: t("ui.checklist.for_below") },
          ]}
        />
        {choice("kind", "task_kind")}
        {choice("priority", "priority")}
        <KeptText
          label={t("ui.checklist.note_of", { step: name })}
          hint={t("ui.checklist.note")}
          value={step.note}
          store={(note) => changeStep(step, { note: { t: "raw", v: note } })}
        />
      </div>
    </li>
  );
}
