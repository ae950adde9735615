/** Who looked at a change: typed, with the name that was given last, for there are no accounts that would know. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { useAction } from "../../ipc/action.ts";
import { sentence } from "../../ipc/error.ts";
import { checkFields, ownName } from "../../ipc/second.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import { type Line, placeOf } from "./lines.ts";
import style from "./review.module.css";

export function WhoChecked(props: { line: Line; reviewers: readonly string[]; onDone: () => void }) {
  const { line, reviewers, onDone } = props;
  const { reviewer } = line.item.record.values;
  const [by, setBy] = useState(reviewer?.t === "text" ? reviewer.v : (reviewers[0] ?? ""));
  const [own, setOwn] = useState("");
  const { data: known } = useQuery(ownName);
  const checking = useAction(async () => {
    await checkFields([placeOf(line)], by, known === null ? own : "");
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
      {known === null && (
        <Field
          aria-label={t("ui.quality.own_name")}
          placeholder={t("ui.quality.own_name")}
          value={own}
          onChange={setOwn}
          autoComplete="off"
        />
      )}
      <Button type="submit" kind="main" busy={checking.busy}>
        {t("ui.quality.check")}
      </Button>
    </form>
  );
}
