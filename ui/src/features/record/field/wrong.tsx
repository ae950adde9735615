/** “This is wrong”: what is, what it should be, from whom. It stands as doubtful until it is mended or found right. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../../components/dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { SubmitForm } from "../../../components/submit-form.tsx";
import { useAction } from "../../../ipc/action.ts";
import { sentence } from "../../../ipc/error.ts";
import { useStandingForm } from "../../../ipc/kept-form.ts";
import { sayWrong } from "../../../ipc/quality.ts";
import { catalog as catalogQuery } from "../../../ipc/query.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { useAnswer } from "../../../lib/ask.ts";
import { t } from "../../../lib/i18n.ts";
import { useWrongOf, type WrongOf } from "../../../lib/wrong.ts";
import { recordOf } from "../reads.ts";
import { fieldOf, wordsOf } from "../words.ts";
import style from "./wrong.module.css";

/** A note of more is refused by the core. */
const ROOM = 500;
type Given = { readonly note: string; readonly shouldBe: string; readonly from: string };
const blank: Given = { note: "", shouldBe: "", from: "" };

function Form({ of, close }: { of: WrongOf; close: () => void }) {
  const { entity, id, field: key } = of;
  const form = useStandingForm<Given>(`wrong@${entity}.${id}.${key}`, blank);
  const { data: record } = useQuery(recordOf(entity, id));
  const { data: catalog } = useQuery(catalogQuery);
  const saying = useAction(async ({ note, shouldBe, from }: Given) => {
    await sayWrong(of, { note, should_be: shouldBe || null, from: from || null });
    return true;
  });
  if (!form.values || !record || !catalog) return null;
  const given = form.values;
  const leave = () => {
    form.close();
    close();
  };
  const send = async () => {
    if (await form.sending(() => saying.run(given))) leave();
  };
  const at = saying.error?.field?.endsWith("wrong") ?? false;
  return (
    <SubmitForm
      label={t("ui.wrong.title")}
      submit={t("ui.wrong.say")}
      busy={saying.busy}
      refused={saying.error && !at ? sentence(saying.error) : null}
      onSubmit={() => void send()}
      onCancel={leave}
    >
      <p className={style.what}>
        <span>{fieldLabel(entity, key)}</span>
        <strong data-selectable>
          {wordsOf(catalog, fieldOf(catalog, entity, key), record.values[key]) || "—"}
        </strong>
      </p>
      <Field
        label={t("ui.wrong.note")}
        value={given.note}
        onChange={(note) => {
          saying.clear();
          form.change({ note });
        }}
        error={saying.error && at ? sentence(saying.error) : null}
        maxLength={ROOM}
        isRequired
        autoFocus
        autoComplete="off"
      />
      <Field
        label={t("ui.wrong.should_be")}
        value={given.shouldBe}
        onChange={(shouldBe) => form.change({ shouldBe })}
        maxLength={ROOM}
        autoComplete="off"
      />
      <Field
        label={t("ui.wrong.from")}
        value={given.from}
        onChange={(from) => form.change({ from })}
        maxLength={120}
        autoComplete="off"
      />
    </SubmitForm>
  );
}

export function WrongSheet() {
  const [open, setOpen] = useState(false);
  const of = useWrongOf();
  useAnswer("wrong", () => setOpen(true));
  const close = () => setOpen(false);
  return (
    <Dialog title={t("ui.wrong.title")} isOpen={open && of !== null} onClose={close}>
      {of && <Form key={`${of.id}${of.field}`} of={of} close={close} />}
    </Dialog>
  );
}
