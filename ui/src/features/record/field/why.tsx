/**
 * Why what was agreed became another: asked beside the field after it was stored, and answered by whoever wants to. It is
 * kept with the value and stands in the record's history.
 */
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands, type FieldInfo, type RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { isComposing } from "../../../lib/keys.ts";
import { whileSaving } from "../../../lib/status.ts";
import { useTyping } from "../../../lib/typing.ts";
import style from "./line.module.css";

/** What was agreed of work: how much, what, and when. */
const agreed: { readonly [entity in string]?: readonly string[] } = {
  cooperation: ["amount", "products", "type", "start", "end"],
  project: ["start", "end"],
  milestone: ["due_on"],
};

type WhyProps = {
  record: RecordDto;
  field: FieldInfo;
  /** so often it was stored since it is in sight */ stored: number;
  /** answered or left: the keyboard goes back to the value */ onDone: () => void;
};

export function FieldWhy({ record, field, stored, onDone }: WhyProps) {
  const [over, setOver] = useState(false);
  const asked = stored > 0 && !record.deleted && agreed[record.entity]?.includes(field.key);
  if (!asked || over) return null;
  const done = () => {
    setOver(true);
    onDone();
  };
  return <Why record={record} field={field} onDone={done} />;
}

function Why({ record: { entity, id }, field: { key }, onDone }: Omit<WhyProps, "stored">) {
  const [reason, setReason] = useState("");
  const saying = useAction((said: string) =>
    whileSaving(commands.provenanceWhy({ entity, id, field: key }, said)).then(() => true),
  );
  const settled = useRef(false);
  // Left half said it is kept all the same: it is about what was stored already.
  useTyping(() => (settled.current || reason.trim() === "" ? undefined : saying.run(reason)));
  const leave = () => {
    settled.current = true;
    onDone();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "" || (await saying.run(reason))) leave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
  return (
    <form className={style.why} onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      <Field
        aria-label={t("ui.record.why_of", { field: fieldLabel(entity, key) })}
        placeholder={t("ui.record.why")}
        value={reason}
        onChange={setReason}
        error={saying.error && sentence(saying.error)}
        autoComplete="off"
      />
      <Button type="submit" busy={saying.busy}>
        {t("ui.quality.keep")}
      </Button>
    </form>
  );
}
