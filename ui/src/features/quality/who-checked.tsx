/** Who looked at a change: typed, with the name that was given last, for there are no accounts that would know. */
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import { whileSaving } from "../../lib/status.ts";
import { type Line, placeOf } from "./lines.ts";
import style from "./review.module.css";

export function WhoChecked(props: { line: Line; reviewers: readonly string[]; onDone: () => void }) {
  const { line, reviewers, onDone } = props;
  const [by, setBy] = useState(reviewers[0] ?? "");
  const checking = useAction(async () => {
    await whileSaving(commands.fieldsChecked([placeOf(line)], by));
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void checking.run();
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
        aria-label={t("ui.review.who")}
        placeholder={t("ui.review.who")}
        value={by}
        onChange={(next) => {
          checking.clear();
          setBy(next);
        }}
        autoFocus
        autoComplete="off"
        error={checking.error && sentence(checking.error)}
      />
      <Button type="submit" kind="main" busy={checking.busy}>
        {t("ui.quality.check")}
      </Button>
    </form>
  );
}
