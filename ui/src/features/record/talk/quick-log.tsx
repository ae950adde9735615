/** Logging a conversation from anywhere: the open customer's own box, or this one, which asks for whom first. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { Chip } from "../../../components/chip.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Finder } from "../../../components/finder.tsx";
import { commands, type Ref } from "../../../ipc/bindings.ts";
import { catalog as catalogQuery } from "../../../ipc/query.ts";
import { useAnswer } from "../../../lib/ask.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import { sheetOf } from "../reads.ts";
import style from "./composer.module.css";
import { Composer } from "./composer.tsx";

const findUnit = (text: string) => commands.refOptions("unit", text, 12);

function For({ unit, onDone }: { unit: Ref; onDone: () => void }) {
  const { data: catalog } = useQuery(catalogQuery);
  const { data: sheet } = useQuery(sheetOf(unit.id));
  const today = instant(useNow()).slice(0, 10);
  if (!catalog || !sheet) return null;
  return (
    <Composer
      open
      unit={unit.id}
      people={sheet.people}
      catalog={catalog}
      today={today}
      onSaved={onDone}
      onLeave={onDone}
    />
  );
}

export function QuickLog() {
  const [open, setOpen] = useState(false);
  const [unit, setUnit] = useState<Ref | null>(null);
  const show = useCallback(() => {
    setUnit(null);
    setOpen(true);
  }, []);
  useAnswer("log", show);
  const close = () => setOpen(false);
  return (
    <Dialog title={t("ui.record.log")} isOpen={open} onClose={close}>
      <div className={style.quick}>
        {unit ? (
          <>
            <div>
              <Chip onRemove={() => setUnit(null)}>{unit.label}</Chip>
            </div>
            <For unit={unit} onDone={close} />
          </>
        ) : (
          <Finder label={t("ui.record.log_for")} find={findUnit} autoFocus onPick={setUnit} />
        )}
      </div>
    </Dialog>
  );
}
