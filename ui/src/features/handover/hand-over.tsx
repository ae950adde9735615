/** Handing over, from anywhere: units, everything of one of us, or a contact's work to whoever follows. */
import { useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { useAnswer } from "../../lib/ask.ts";
import { useHandOverOf } from "../../lib/hand-over.ts";
import { t } from "../../lib/i18n.ts";
import { Ours } from "./ours.tsx";
import { Theirs } from "./theirs.tsx";

export function HandOver() {
  const [open, setOpen] = useState(false);
  const of = useHandOverOf();
  useAnswer("hand_over", () => setOpen(true));
  const close = () => setOpen(false);
  const title = t(of.kind === "contact" ? "ui.handover.succession" : "ui.handover.title");
  return (
    <Dialog title={title} size="wide" isOpen={open} onClose={close}>
      {of.kind === "contact" ? (
        <Theirs key={of.id} contact={of.id} onDone={close} />
      ) : (
        <Ours units={of.kind === "units" ? of.ids : []} onDone={close} />
      )}
    </Dialog>
  );
}
