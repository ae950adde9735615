/** The editor of a field that is typed. Enter or leaving stores, Escape drops; a refused text stays as typed. */
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Chip } from "../../../components/chip.tsx";
import { Finder } from "../../../components/finder.tsx";
import { RepeatField } from "../../../components/repeat-field.tsx";
import { Seen } from "../../../components/seen.tsx";
import { Several } from "../../../components/several.tsx";
import type { Catalog, FieldInfo, Id, Ref, Value } from "../../../ipc/bindings.ts";
import { hasParts, useOnceMore, useSeen } from "../../../ipc/entry.ts";
import { typed } from "../../../ipc/entry-text.ts";
import { findNear } from "../../../ipc/near.ts";
import { offeredFor, picksOf, picksSeveral, severalValue, takesNew } from "../../../ipc/several.ts";
import { useTriedRule } from "../../../ipc/tried-rule.ts";
import { t } from "../../../lib/i18n.ts";
import { isComposing } from "../../../lib/keys.ts";
import { isSame, joined, type Pick, whole } from "../../../lib/several.ts";
import { useTyping } from "../../../lib/typing.ts";
import style from "./line.module.css";
import type { Edit } from "./use-edit.ts";

const OFFERED = 12;

type InputProps = {
  /** whose field it is */ entity: string;
  field: FieldInfo;
  catalog: Catalog;
  name: string;
  value: Value;
  /** what the editor opened with */ opening: string;
  edit: Edit;
  /** the unit the record is, or is of */ unit?: Id | null;
  /** the day a rule begins with, where there is one */ start?: string;
  /** stored or dropped by keyboard: the focus goes back to the value */ onDone: () => void;
};

export function FieldInput(props: InputProps) {
  if (props.field.kind === "repeat") return <RepeatInput {...props} />;
  if (picksSeveral(props.field)) return <SeveralInput {...props} />;
  return props.field.kind === "ref" ? <RefInput {...props} /> : <TextInput {...props} />;
}

function TextInput({ entity, field, name, opening, edit, onDone }: InputProps) {
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  /** being stored, or stored */ const leaving = useRef(false);
  const dropped = useRef(false);
  const long = field.kind === "long_text";
  // Several values are a line each where one has a comma in it: Enter stores, with Shift it begins a line.
  const lines = field.kind === "texts" || field.kind === "dated";
  const text = edit.text ?? "";
  const apart = hasParts(entity, field);
  const seen = { entity, field: field.key, text };
  const onceMore = useOnceMore();
  useEffect(() => {
    box.current?.focus();
    if (!long) box.current?.select();
  }, [long]);
  const store = async (): Promise<void> => {
    if (leaving.current) return;
    if (text === opening) {
      edit.drop();
      return;
    }
    leaving.current = true;
    // Stored, it is done with: the editor leaves the screen a moment later, and would store it once more.
    leaving.current = await edit.commit(typed(text));
  };
  useTyping(() => (dropped.current || edit.refused || text === opening ? undefined : store()));
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const alone = long ? event.ctrlKey || event.metaKey : !(lines && (event.shiftKey || event.altKey));
    const enter = event.key === "Enter" && alone;
    if (enter) {
      event.preventDefault();
      event.stopPropagation();
      void (async () => {
        if (text !== opening && apart && (await onceMore.hold([seen]))) return;
        // Dropped, left or typed on while it was looked at: this Enter is about it no more.
        if (dropped.current || leaving.current || box.current?.value !== text) return;
        await store();
        onDone();
      })();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      dropped.current = true;
      edit.drop();
      onDone();
    }
  };
  const shared = {
    ref: box,
    className: style.input,
    "aria-label": name,
    "aria-invalid": Boolean(edit.refused),
    value: text,
    spellCheck: false,
    autoComplete: "off",
    onKeyDown,
    onBlur: () => void (edit.refused ? undefined : store()),
    placeholder: field.kind === "dated" ? t("ui.record.dated_hint") : undefined,
    onChange: (event: { target: { value: string } }) => edit.type(event.target.value),
  };
  if (long || lines) return <textarea {...shared} rows={long ? 4 : Math.min(8, text.split("\n").length)} />;
  return (
    <>
      <input {...shared} />
      {apart && text !== opening && (
        <Seen useSeen={useSeen} typed={seen} waits={onceMore.waiting.has(field.key)} />
      )}
    </>
  );
}

/** A rule is picked or put in words, looked at with its next days, and then kept. */
function RepeatInput({ name, edit, start = "", onDone }: InputProps) {
  const keep = () => void edit.commit(typed(edit.text ?? "")).then((kept) => kept && onDone());
  const leave = () => {
    edit.drop();
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || (event.key !== "Escape" && event.key !== "Enter")) return;
    if (!(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") keep();
    else leave();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the box inside
    <div className={style.rule} onKeyDown={onKeyDown}>
      <RepeatField
        bare
        label={name}
        value={edit.text ?? ""}
        onChange={edit.type}
        start={start}
        useTried={useTriedRule}
      />
      <div className={style.acts}>
        <Button kind="main" onPress={keep}>
          {t("ui.repeat.keep")}
        </Button>
        <Button onPress={leave}>{t("ui.cancel")}</Button>
      </div>
    </div>
  );
}

/** Several are picked one by one and stored together: by Enter with nothing typed, or by leaving. */
function SeveralInput({ field, catalog, name, value, edit, unit = null, onDone }: InputProps) {
  const { choices } = catalog;
  const [held] = useState(() => picksOf(choices, field, value));
  const [picks, setPicks] = useState<readonly Pick[]>(held);
  /** dropped, or stored: nothing of it waits any more */ const over = useRef(false);
  const storing = useRef(false);
  const find = useCallback((text: string) => offeredFor(choices, field, unit, text), [choices, field, unit]);
  const isHeld = (now: readonly Pick[]) => {
    const said = whole(now);
    return said.length === held.length && said.every((one) => held.some((other) => isSame(one, other)));
  };
  const store = async (now: readonly Pick[]): Promise<boolean> => {
    if (over.current || storing.current) return false;
    if (isHeld(now)) {
      edit.drop();
      return true;
    }
    storing.current = true;
    const kept = await edit.commit(severalValue(field, now));
    storing.current = false;
    over.current = kept;
    return kept;
  };
  useTyping(() => (over.current || edit.refused || isHeld(picks) ? undefined : store(picks)));
  return (
    <Several
      aria-label={name}
      picks={picks}
      find={find}
      takesNew={takesNew(field)}
      byName={field.kind !== "refs"}
      autoFocus
      onChange={(next) => {
        setPicks(next);
        edit.type(joined(next.map(({ label }) => label)));
      }}
      onDone={() => void store(picks).then((kept) => kept && onDone())}
      onDrop={() => {
        over.current = true;
        edit.drop();
        onDone();
      }}
      onLeave={(now) => void (edit.refused ? undefined : store(now))}
    />
  );
}

function RefInput({ field, name, value, edit, unit = null, onDone }: InputProps) {
  const entity = field.target ?? "unit";
  const find = useCallback((text: string) => findNear(entity, text, OFFERED, unit), [entity, unit]);
  const picked: Ref | null = value.t === "ref" ? value.v : null;
  const store = (next: Ref | null) => {
    const fresh: Value = next ? { t: "ref", v: next } : { t: "null" };
    void edit.commit(fresh).then((kept) => kept && onDone());
  };
  return (
    <div className={style.refs}>
      {picked && <Chip onRemove={() => store(null)}>{picked.label}</Chip>}
      <Finder
        aria-label={name}
        placeholder={t("ui.record.find")}
        find={find}
        autoFocus
        onPick={({ id, label }) => store({ id, label })}
        onLeave={edit.drop}
      />
    </div>
  );
}
