/** Starting a checklist for a customer, from anywhere. */
import { useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { useAnswer } from "../../lib/ask.ts";
import { useChecklistUnit } from "../../lib/checklist.ts";
import { t } from "../../lib/i18n.ts";
import { Start } from "./start.tsx";

export function ChecklistSheet() {
  const [open, setOpen] = useState(false);
  const unit = useChecklistUnit();
  useAnswer("checklist", () => setOpen(true));
  const close = () => setOpen(false);
  return (
    <Dialog title={t("ui.checklist.start")} size="wide" isOpen={open && unit !== null} onClose={close}>
      {unit && <Start key={unit} unit={unit} onDone={close} />}
    </Dialog>
  );
}
