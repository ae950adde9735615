/** A calendar file for other programs: how much it tells is chosen each time, and that it is plain is said. */
import { CalendarArrowDown } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { useAction } from "../../ipc/action.ts";
import { type CalendarTells, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import style from "./agenda.module.css";
import { KeepFile } from "./keep-file.tsx";

const choices: readonly CalendarTells[] = ["times", "titles", "names"];

function Choices({ close }: { close: () => void }) {
  const saving = useAction(commands.calendarExport);
  const save = async (tells: CalendarTells) => {
    const saved = await saving.run(tells);
    if (!saved) return;
    say({ text: t("ui.agenda.exported", { n: saved.count, file: saved.place }) });
    close();
  };
  return (
    <div className={style.export}>
      <p className={style.quiet}>{t("ui.agenda.export_hint")}</p>
      {choices.map((tells, at) => (
        <Button
          key={tells}
          kind="line"
          wide
          autoFocus={at === 0}
          isDisabled={saving.busy}
          onPress={() => void save(tells)}
        >
          {t(`ui.agenda.export_tells.${tells}`)}
        </Button>
      ))}
      {saving.error && <p className={style.stays}>{sentence(saving.error)}</p>}
      <KeepFile />
    </div>
  );
}

export function ExportFile() {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t("ui.agenda.export")}
      placement="bottom end"
      isOpen={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={t("ui.agenda.export")} icon={CalendarArrowDown} />}
    >
      {(close) => <Choices close={close} />}
    </Popover>
  );
}
