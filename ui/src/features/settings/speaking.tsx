/** When reminders speak and when they keep quiet. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/toggle.tsx";
import { commands, type Manner, type PauseFor } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { queryClient, read } from "../../ipc/query.ts";
import { wallParts } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./reminders.module.css";

const mannerState = read("mannerState", [], ["reminder_manner"], commands.reminderManner);
const again = () => queryClient.invalidateQueries({ queryKey: mannerState.queryKey });

async function keep(manner: Manner): Promise<void> {
  await whileSaving(commands.reminderMannerSet(manner));
  await again();
}

async function change(before: Manner, said: Partial<Manner>): Promise<void> {
  try {
    await keep({ ...before, ...said });
    const back = () =>
      void keep(before).then(
        () => say({ text: t("ui.settings.taken_back") }),
        (error: unknown) => say({ text: sentence(error) }),
      );
    say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: back } });
  } catch (error) {
    say({ text: sentence(error) });
  }
}

const pause = (how: PauseFor) => void commands.reminderPause(how).then(again, complain);

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const halfHours = Array.from({ length: 48 }, (_, n) => n * 30);

/** A time of the day by half hours; one that was set otherwise stays in the list. */
function Clock({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (minute: number) => void;
}) {
  const minutes = halfHours.includes(value) ? halfHours : [...halfHours, value].sort((a, b) => a - b);
  return (
    <Select
      aria-label={label}
      value={String(value)}
      onChange={(minute) => onChange(Number(minute))}
      options={minutes.map((minute) => ({ id: String(minute), label: clock(minute) }))}
    />
  );
}

const night = { from: 22 * 60, to: 7 * 60 };

function Quiet({
  quiet,
  onChange,
}: Readonly<{ quiet: Manner["quiet"]; onChange: (quiet: Manner["quiet"]) => void }>) {
  return (
    <Row label={t("ui.settings.quiet")} detail={t("ui.settings.quiet_detail")}>
      <div className={style.controls}>
        {quiet && (
          <>
            <Clock
              label={t("ui.settings.quiet_from")}
              value={quiet.from}
              onChange={(from) => onChange({ ...quiet, from })}
            />
            <span aria-hidden>–</span>
            <Clock
              label={t("ui.settings.quiet_to")}
              value={quiet.to}
              onChange={(to) => onChange({ ...quiet, to })}
            />
          </>
        )}
        <Switch
          aria-label={t("ui.settings.quiet")}
          value={quiet !== null}
          onChange={(on) => onChange(on ? night : null)}
        />
      </div>
    </Row>
  );
}

function Pause({ paused }: { paused: string | null }) {
  const until = paused === null ? null : wallParts(paused);
  const detail = until
    ? t("ui.settings.paused_until", { until: `${until.day} ${until.time}` })
    : t("ui.settings.pause_detail");
  return (
    <Row label={t("ui.settings.pause")} detail={detail}>
      <div className={style.controls}>
        {until ? (
          <Button onPress={() => pause("end")}>{t("ui.settings.pause_end")}</Button>
        ) : (
          <>
            <Button onPress={() => pause("hour")}>{t("ui.settings.pause_hour")}</Button>
            <Button onPress={() => pause("tomorrow")}>{t("ui.settings.pause_tomorrow")}</Button>
            <Select
              aria-label={t("ui.settings.pause_until")}
              value={null}
              placeholder={t("ui.settings.pause_until")}
              onChange={(minute) => pause({ until: Number(minute) })}
              options={halfHours.map((minute) => ({ id: String(minute), label: clock(minute) }))}
            />
          </>
        )}
      </div>
    </Row>
  );
}

const overdueDays = [0, 1, 2, 3, 5, 7, 14];

export function Speaking() {
  const { data } = useQuery(mannerState);
  if (!data) return null;
  const { manner } = data;
  const set = (said: Partial<Manner>) => void change(manner, said);
  return (
    <>
      <Row label={t("ui.settings.morning")} detail={t("ui.settings.morning_detail")}>
        <Clock
          label={t("ui.settings.morning")}
          value={manner.morning}
          onChange={(morning) => set({ morning })}
        />
      </Row>
      <Row label={t("ui.settings.digest")} detail={t("ui.settings.digest_detail")}>
        <Switch
          aria-label={t("ui.settings.digest")}
          value={manner.digest}
          onChange={(digest) => set({ digest })}
        />
      </Row>
      <Row label={t("ui.settings.overdue_again")} detail={t("ui.settings.overdue_again_detail")}>
        <Select
          aria-label={t("ui.settings.overdue_again")}
          value={String(manner.overdue_days)}
          onChange={(days) => set({ overdue_days: Number(days) })}
          options={overdueDays.map((n) => ({
            id: String(n),
            label: n === 0 ? t("ui.settings.overdue_never") : t("ui.settings.overdue_days", { n }),
          }))}
        />
      </Row>
      <Quiet quiet={manner.quiet} onChange={(quiet) => set({ quiet })} />
      <Row label={t("ui.settings.quiet_days")} detail={t("ui.settings.quiet_days_detail")}>
        <Switch
          aria-label={t("ui.settings.quiet_days")}
          value={manner.quiet_days}
          onChange={(quiet_days) => set({ quiet_days })}
        />
      </Row>
      <Pause paused={data.paused_until} />
    </>
  );
}
