/** When what an instalment waits for took place: said in its row, for from then on it falls due. */
import type { FormEvent } from "react";
import { Field } from "../../../components/field.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { Catalog, RecordDto } from "../../../ipc/bindings.ts";
import { entryText, typed } from "../../../ipc/entry-text.ts";
import { sentence } from "../../../ipc/error.ts";
import { useKeptForm } from "../../../ipc/kept-form.ts";
import { updateRecord } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import { choiceWord, textOf } from "../words.ts";
import style from "./money.module.css";

export function Happened(props: { instalment: RecordDto; catalog: Catalog; open: boolean }) {
  const { instalment, catalog, open } = props;
  const { happened_on: happened } = instalment.values;
  const trigger = textOf(instalment, "trigger");
  const event = choiceWord(catalog, "instalment_trigger", trigger);
  const day = entryText(happened) || null;
  // A day that was agreed waits for nothing; the contract says when it was signed.
  if (trigger === "date" || (trigger === "signing" && day === null)) return null;
  const said = day === null ? t("ui.money.waits_for", { event }) : t("ui.money.happened", { event, day });
  if (!open) return day === null ? null : <span> {said}</span>;
  return <Asked instalment={instalment} event={event} said={said} />;
}

/** What is said of it, and the field that is there once that is pressed. */
function Asked({ instalment, event, said }: { instalment: RecordDto; event: string; said: string }) {
  const held = entryText(instalment.values.happened_on);
  const form = useKeptForm(`happened@${instalment.id}`, { day: held, begunOn: held });
  const storing = useAction((day: string) =>
    whileSaving(() => updateRecord(instalment, { happened_on: typed(day) })),
  );
  if (form.values === null) {
    return (
      <>
        {" "}
        <button type="button" className={`${style.link} ${style.asks}`} onClick={form.open}>
          {said}
        </button>
        {form.waits && <small> {t("ui.record.form_waits")}</small>}
      </>
    );
  }
  const { day: text } = form.values;
  const store = async (submitted: FormEvent) => {
    submitted.preventDefault();
    if (await form.sending(() => storing.run(text))) form.close();
  };
  return (
    <form onSubmit={(submitted) => void store(submitted)}>
      <Field
        aria-label={t("ui.money.happened_when", { event })}
        placeholder={t("ui.money.happened_when", { event })}
        value={text}
        onChange={(next) => form.change({ day: next })}
        onKeyDown={(key) => {
          if (key.key !== "Escape") return;
          key.stopPropagation();
          form.close();
        }}
        error={storing.error && sentence(storing.error)}
        autoFocus
        autoComplete="off"
      />
    </form>
  );
}
