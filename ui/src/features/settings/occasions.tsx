/** What reminds by itself: whether, how long before, and how many come in the next thirty days. */
import { useQuery } from "@tanstack/react-query";
import { NumberField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/toggle.tsx";
import { commands, type SourceSaid, type SourceState } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./occasions.module.css";

const sources = read("occasionSources", [], ["*"], commands.occasionSources);
const offered = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90];

const nameOf = (key: string) => t(`occasion.source.${key}` as "occasion.source.rhythm");

function saidOf({ on, leads, after }: SourceState): SourceSaid {
  return { on, leads, after };
}

function change(state: SourceState, part: Partial<SourceSaid>): void {
  const before = saidOf(state);
  const back = () => {
    commands.occasionSourceSet(state.key, before).catch(complain);
  };
  whileSaving(commands.occasionSourceSet(state.key, { ...before, ...part })).then(
    () => say({ text: t("ui.occasions.changed"), action: { label: t("ui.undo"), run: back } }),
    complain,
  );
}

/** The first of its reminders; the later ones stay as they are usual. */
function Lead({ state }: { state: SourceState }) {
  const first = state.leads[0] ?? 0;
  const days = [...new Set([...offered, first])].sort((a, b) => a - b);
  return (
    <Select
      aria-label={t("ui.occasions.lead", { source: nameOf(state.key) })}
      value={String(first)}
      onChange={(picked) => {
        const lead = Number(picked);
        change(state, { leads: [lead, ...state.usual_leads.filter((usual) => usual < lead)] });
      }}
      options={days.map((n) => ({ id: String(n), label: t("ui.occasions.lead_days", { n }) }))}
    />
  );
}

function SourceRow({ state }: { state: SourceState }) {
  const source = nameOf(state.key);
  return (
    <Row label={source} detail={t(`occasion.detail.${state.key}` as "occasion.detail.rhythm")}>
      <div className={style.controls}>
        <span className={style.coming} data-off={!state.on || undefined}>
          {t("ui.occasions.coming", { n: state.coming })}
        </span>
        <span className={style.lead}>
          {state.takes_leads && <Lead state={state} />}
          {state.after !== null && (
            <NumberField
              label={t("ui.occasions.after", { source })}
              value={state.after}
              min={1}
              max={366}
              onChange={(after) => after !== state.after && change(state, { after })}
            />
          )}
        </span>
        <Switch
          aria-label={t("ui.occasions.remind", { source })}
          value={state.on}
          onChange={(on) => change(state, { on })}
        />
      </div>
    </Row>
  );
}

export function Occasions() {
  const { data } = useQuery(sources);
  return (
    <Part title={t("ui.settings.part.occasions")}>
      <p className={style.intro}>{t("ui.occasions.detail")}</p>
      {data?.map((state) => (
        <SourceRow key={state.key} state={state} />
      ))}
    </Part>
  );
}
