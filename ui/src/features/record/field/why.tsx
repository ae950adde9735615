/**
 * Why what was agreed became another: asked beside the field after it was stored, and answered by whoever wants to. It is
 * kept with the value and stands in the record's history.
 */
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands, type FieldInfo, type RecordDto } from "../../../ipc/bindings.ts";
import { isKind, sentence } from "../../../ipc/error.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { isComposing } from "../../../lib/keys.ts";
import { say, whileSaving } from "../../../lib/status.ts";
import { useTyping } from "../../../lib/typing.ts";
import style from "./line.module.css";
import { type Edit, isSame } from "./use-edit.ts";

/** What was agreed of work: how much, what, and when. */
const agreed: { readonly [entity in string]?: readonly string[] } = {
  cooperation: ["amount", "products", "type", "start", "end"],
  project: ["start", "end"],
  milestone: ["due_on"],
};

/** A note of more is refused by the core. */
const ROOM = 500;

type WhyProps = {
  record: RecordDto;
  field: FieldInfo;
  edit: Pick<Edit, "became" | "answered" | "stored">;
  /** answered or left: the keyboard goes back to the value */ onDone: () => void;
};

export function FieldWhy({ record, field, edit, onDone }: WhyProps) {
  const { became, answered } = edit;
  // Taken back, or another again: what would be said now would be said of another change.
  const stands = became !== null && isSame(record.values[field.key], became);
  const still = useRef(became);
  still.current = stands ? became : null;
  if (!stands || record.deleted || !agreed[record.entity]?.includes(field.key)) return null;
  const done = () => {
    answered();
    onDone();
  };
  const isStill = () => still.current === became;
  // Of each change it is asked anew, and what was begun of one is said of no other.
  return (
    <Why key={edit.stored} record={record} field={field} isStill={isStill} onSaid={answered} onDone={done} />
  );
}

type AskProps = Pick<WhyProps, "record" | "field" | "onDone"> & {
  /** whether it still holds what it became */ isStill: () => boolean;
  /** said while it leaves the screen */ onSaid: () => void;
};

function Why({ record: { entity, id }, field: { key }, isStill, onSaid, onDone }: AskProps) {
  const [reason, setReason] = useState("");
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  // Nobody is here any more to say it once more: what was typed is told with what is wrong with it.
  const tell = (error: unknown) => {
    // Of a vault that is locked nothing stays on screen.
    if (isKind(error, "locked")) return;
    const blanks = { column: fieldLabel(entity, key), text: reason, reason: sentence(error) };
    say({ text: t("ui.grid.said.refused", blanks) });
  };
  const keep = () =>
    whileSaving(commands.provenanceWhy({ entity, id, field: key }, reason)).catch((error: unknown) => {
      if (gone.current) tell(error);
      throw error;
    });
  const saying = useAction(() => keep().then(() => true));
  const settled = useRef(false);
  /** What was kept already, when a lock had it settled. */
  const kept = useRef("");
  // Left half said it is kept all the same: it is about what was stored already.
  useTyping(() => {
    if (settled.current || saying.busy || !isStill()) return undefined;
    if (reason.trim() === "" || reason === kept.current) return undefined;
    return keep().then(
      () => {
        kept.current = reason;
        if (gone.current) onSaid();
      },
      (error: unknown) => {
        if (!gone.current) tell(error);
      },
    );
  });
  const leave = () => {
    settled.current = true;
    onDone();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "" || (await saying.run())) leave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
  const question = t("ui.record.why_of", { field: fieldLabel(entity, key) });
  return (
    <form className={style.why} onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      <span className="vh" role="status">
        {question}
      </span>
      <Field
        aria-label={question}
        placeholder={t("ui.record.why")}
        value={reason}
        onChange={setReason}
        error={saying.error && sentence(saying.error)}
        maxLength={ROOM}
        autoComplete="off"
      />
      <Button type="submit" busy={saying.busy}>
        {t("ui.quality.keep")}
      </Button>
    </form>
  );
}
