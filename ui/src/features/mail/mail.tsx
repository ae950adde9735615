/**
 * A letter about a record, before the mail program has it: to whom, in which language, in which words. Nothing
 * leaves before the button is pressed, and what is confidential only once the user has said that it may.
 */
import { useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { useMailOf } from "../../lib/mail.ts";
import { Letter } from "./letter.tsx";

export function MailDraftSheet() {
  const [open, setOpen] = useState(false);
  const of = useMailOf();
  useAnswer("mail", () => setOpen(true));
  const close = () => setOpen(false);
  return (
    <Dialog title={t("ui.mail.title")} size="wide" isOpen={open} onClose={close}>
      <Letter key={`${of.entity} ${of.record} ${of.source ?? ""}`} of={of} onDone={close} />
    </Dialog>
  );
}
