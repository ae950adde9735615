/**
 * Another value, typed where the old one stands: kept on Enter, dropped by Escape, refused in the core's words. Half
 * typed it becomes nobody's value, for that would be an answer: it waits here, also over a lock.
 */
import { type FormEvent, type KeyboardEvent, useCallback, useEffect, useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Select } from "../../components/select.tsx";
import { Several } from "../../components/several.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import type { Catalog, RecordDto, Value } from "../../ipc/bindings.ts";
import { entryText, typed } from "../../ipc/entry-text.ts";
import { sentence } from "../../ipc/error.ts";
import { offeringFormer } from "../../ipc/former-name.ts";
import { type KeptForm, useStandingForm } from "../../ipc/kept-form.ts";
import { unitOf } from "../../ipc/near.ts";
import { holdsMany, offeredFor, picksOf, picksSeveral, severalValue, takesNew } from "../../ipc/several.ts";
import { choicesOffered, fieldLabel } from "../../ipc/words.ts";
import { updateRecord } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import type { Pick } from "../../lib/several.ts";
import style from "./review.module.css";

type AnotherProps = {
  item: { readonly record: RecordDto; readonly field: string };
  /** what somebody said it should be: offered instead of what stands there */ proposed?: string | null;
  catalog: Catalog;
  /** what becomes of it, where that is more than an edit */ store?: (value: Value) => Promise<unknown>;
  onDone: () => void;
};

/**
 * What was typed, and of several what was picked; nothing where nobody picked yet. What stood there when it was begun goes
 * with it: it is another value of that, and of no later one.
 */
type Given = { readonly text: string; readonly picks: readonly Pick[] | null; readonly begunOn: string };

export function AnotherValue(props: AnotherProps) {
  const { record, field } = props.item;
  const held = entryText(record.values[field]);
  const form = useStandingForm<Given>(`another@${record.entity}.${record.id}.${field}`, {
    // Of several values what was said is of one: the others must not go with it.
    text: (holdsMany(record.values[field]) ? null : props.proposed) ?? held,
    picks: null,
    begunOn: held,
  });
  if (!form.values) return null;
  const done = () => {
    form.close();
    props.onDone();
  };
  return <Form {...props} given={form.values} form={form} onDone={done} />;
}

function Form(props: AnotherProps & { given: Given; form: KeptForm<Given> }) {
  const { item, catalog, store, given, form, onDone } = props;
  const { change } = form;
  const { text, picks } = given;
  const { record, field: key } = item;
  const field = catalog.entities
    .find((one) => one.key === record.entity)
    ?.fields.find((one) => one.key === key);
  const held = record.values[key];
  const label = fieldLabel(record.entity, key);
  const storing = useAction(async (value: Value) => {
    const write = () => (store ? store(value) : updateRecord(record, { [key]: value }));
    await offeringFormer(record, [key], write, toast);
    return true;
  });
  const send = async (value: Value) => {
    if (await form.sending(() => storing.run(value))) onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (field && picksSeveral(field)) {
      if (picks === null) onDone();
      else void send(severalValue(field, picks));
    } else if (text === entryText(held)) onDone();
    else void send(typed(text));
  };
  const { choices } = catalog;
  const unit = unitOf(record);
  const find = useCallback(
    async (part: string) => (field ? offeredFor(choices, field, unit, part) : []),
    [choices, field, unit],
  );
  // Several values are a line each where one has a comma in it: Enter keeps, with Shift it begins a line.
  const several = field?.kind === "texts" || field?.kind === "dated";
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented) return;
    const alone = !event.shiftKey && !event.altKey;
    if (event.key === "Enter" && alone && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      box.current?.requestSubmit();
      return;
    }
    if (comboOf(event.nativeEvent) !== "esc") return;
    event.preventDefault();
    event.stopPropagation();
    onDone();
  };
  // A list has no cursor to begin with: the keyboard is put on it.
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("button, input, textarea")?.focus(), []);
  return (
    <form ref={box} className={style.asking} onSubmit={submit} onKeyDown={onKeyDown}>
      {field?.kind === "choice" ? (
        <Select
          aria-label={label}
          value={held?.t === "choice" ? held.v : null}
          options={choicesOffered(catalog.choices, field.choices)}
          onChange={(code) => void send({ t: "choice", v: code })}
        />
      ) : field && picksSeveral(field) ? (
        <>
          <Several
            aria-label={label}
            picks={picks ?? picksOf(choices, field, held)}
            find={find}
            takesNew={takesNew(field)}
            byName={field.kind !== "refs"}
            onChange={(next) => {
              storing.clear();
              change({ picks: next });
            }}
            error={storing.error && sentence(storing.error)}
          />
          <Button type="submit" kind="main" busy={storing.busy}>
            {t("ui.quality.keep")}
          </Button>
        </>
      ) : (
        <>
          <Field
            aria-label={label}
            value={text}
            {...(several && { lines: Math.min(8, text.split("\n").length) })}
            onChange={(next) => {
              storing.clear();
              change({ text: next });
            }}
            autoComplete="off"
            error={storing.error && sentence(storing.error)}
          />
          <Button type="submit" kind="main" busy={storing.busy}>
            {t("ui.quality.keep")}
          </Button>
        </>
      )}
    </form>
  );
}
