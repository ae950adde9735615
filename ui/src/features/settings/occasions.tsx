/** What reminds by itself: whether, how long before, and how many come in the next thirty days. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Chip } from "../../components/chip.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { Switch } from "../../components/toggle.tsx";
import { commands, type SourceSaid, type SourceState } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./occasions.module.css";

const sources = read("occasionSources", [], ["*"], commands.occasionSources);
const usual = read("rhythmsUsual", [], ["rhythm", "app"], commands.rhythmsUsual);
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

/** More of one source are of no use to a person. */
const MOST = 5;

/** Each of its reminders, the longest before first: one stays, and more can be had. */
function Leads({ state }: { state: SourceState }) {
  const { leads } = state;
  const source = nameOf(state.key);
  const words = (n: number) => t("ui.occasions.lead_days", { n });
  const left = offered.filter((n) => !leads.includes(n));
  return (
    <fieldset className={style.leads} aria-label={t("ui.occasions.lead", { source })}>
      {leads.map((lead) => (
        <Chip
          key={lead}
          {...(leads.length > 1 && {
            onRemove: () => change(state, { leads: leads.filter((one) => one !== lead) }),
          })}
        >
          {words(lead)}
        </Chip>
      ))}
      {leads.length < MOST && (
        <span className={style.add}>
          <Select
            aria-label={t("ui.occasions.add_lead", { source })}
            placeholder={t("ui.occasions.add")}
            value={null}
            onChange={(picked) => change(state, { leads: [...leads, Number(picked)] })}
            options={left.map((n) => ({ id: String(n), label: words(n) }))}
          />
        </span>
      )}
    </fieldset>
  );
}

/** Offered where there is no rhythm: until they are taken nobody is asked for by one. */
function UsualRhythms() {
  const { data } = useQuery(usual);
  if (!data || data.length === 0) return null;
  const what = data.map(({ name }) => name).join(t("ui.list_comma"));
  const take = () =>
    whileSaving(commands.rhythmsTake()).then(
      () => toast(t("ui.rhythms.taken"), { label: t("ui.undo"), run: undo }),
      complain,
    );
  return (
    <Row label={t("ui.rhythms.offered")} detail={t("ui.rhythms.offered_detail", { what })}>
      <Button kind="line" onPress={() => void take()}>
        {t("ui.rhythms.use")}
      </Button>
    </Row>
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
          {state.takes_leads && <Leads state={state} />}
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
      <UsualRhythms />
      {data?.map((state) => (
        <SourceRow key={state.key} state={state} />
      ))}
    </Part>
  );
}
