/** A doubtful value is kept, for a reason that may be left out. */
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { keepDoubtful } from "../../ipc/quality.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import { type Line, placeOf } from "./lines.ts";
import style from "./review.module.css";

export function KeepDoubtful({ line, onDone }: { line: Line; onDone: () => void }) {
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keepDoubtful(placeOf(line), reason).then(onDone);
  };
  const leave = (event: KeyboardEvent) => {
    if (isComposing(event) || comboOf(event.nativeEvent) !== "esc") return;
    event.preventDefault();
    event.stopPropagation();
    onDone();
  };
  return (
    <form className={style.asking} onSubmit={submit} onKeyDown={leave}>
      <Field
        aria-label={t("ui.doubt.reason")}
        placeholder={t("ui.doubt.reason")}
        value={reason}
        onChange={setReason}
        autoFocus
        autoComplete="off"
      />
      <Button type="submit" kind="main">
        {t("ui.doubt.keep")}
      </Button>
    </form>
  );
}
