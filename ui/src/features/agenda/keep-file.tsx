/** A calendar file that other programs follow: kept only where the user consents to its being plain. */
import { useEffect, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Select } from "../../components/select.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type CalendarKept, type CalendarTells, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import style from "./agenda.module.css";

const choices: readonly CalendarTells[] = ["times", "titles", "names"];

export function KeepFile() {
  const [kept, setKept] = useState<CalendarKept | null>(null);
  const [tells, setTells] = useState<CalendarTells>("times");
  const [goes, setGoes] = useState(true);
  const keeping = useAction(commands.calendarKeep, "in turn");
  const stopping = useAction(commands.calendarKeepStop);
  useEffect(() => {
    const show = (now: CalendarKept | null) => {
      setKept(now);
      if (!now) return;
      setTells(now.tells);
      setGoes(now.goes_when_locked);
    };
    commands.calendarKept().then(show, () => {});
  }, []);
  const keep = async (nextTells: CalendarTells, nextGoes: boolean) => {
    const now = await keeping.run(nextTells, nextGoes);
    if (!now) return;
    setKept(now);
    say({ text: t("ui.agenda.kept", { file: now.file }) });
  };
  const stop = async () => {
    if ((await stopping.run()) === undefined) return;
    setKept(null);
    say({ text: t("ui.agenda.keep_stopped") });
  };
  const error = keeping.error ?? stopping.error ?? kept?.failed;
  return (
    <section className={style.keep} aria-label={t("ui.agenda.keep")}>
      <h3 className={style.keepName}>{t("ui.agenda.keep")}</h3>
      <p className={style.quiet}>{t("ui.agenda.keep_hint")}</p>
      {kept && <p className={style.keepPlace}>{kept.file}</p>}
      <Select
        label={t("ui.agenda.keep_tells")}
        value={tells}
        options={choices.map((id) => ({ id, label: t(`ui.agenda.export_tells.${id}`) }))}
        onChange={(next) => {
          setTells(next);
          if (kept) void keep(next, goes);
        }}
      />
      <Check
        value={goes}
        onChange={(next) => {
          setGoes(next);
          if (kept) void keep(tells, next);
        }}
      >
        {t("ui.agenda.keep_goes")}
      </Check>
      {kept ? (
        <Button kind="line" wide isDisabled={stopping.busy} onPress={() => void stop()}>
          {t("ui.agenda.keep_stop")}
        </Button>
      ) : (
        <Button kind="line" wide isDisabled={keeping.busy} onPress={() => void keep(tells, goes)}>
          {t("ui.agenda.keep_consent")}
        </Button>
      )}
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
    </section>
  );
}
