/** What reminds by itself: whether, how long before, and how many come in the next thirty days. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
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
import { turns } from "../../lib/turns.ts";
import style from "./occasions.module.css";

const sources = read("occasionSources", [], ["*"], commands.occasionSources);
const usual = read("rhythmsUsual", [], ["rhythm", "app"], commands.rhythmsUsual);
const offered = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90];

const nameOf = (key: string) => t(`occasion.source.${key}` as "occasion.source.rhythm");

function saidOf({ on, leads, after }: SourceState): SourceSaid {
  return { on, leads, after };
}

const inTurn = turns();

/** Onto what stands by then: of two quick changes none takes the other back. */
function put(key: string, make: (now: SourceSaid) => SourceSaid): Promise<void> {
  return inTurn(async () => {
    const now = (await commands.occasionSources()).find((one) => one.key === key);
    if (!now) return;
    const before = saidOf(now);
    await whileSaving(commands.occasionSourceSet(key, make(before)));
    const back = () => void put(key, () => before);
    say({ text: t("ui.occasions.changed"), action: { label: t("ui.undo"), run: back } });
  }).catch(complain);
}

const change = ({ key }: SourceState, part: (now: SourceSaid) => Partial<SourceSaid>) =>
  void put(key, (now) => ({ ...now, ...part(now) }));

/** More of one source are of no use to a person. */
const MOST = 5;

/** Each of its reminders, the longest before first: one stays, and more can be had. */
function Leads({ state }: { state: SourceState }) {
  const { leads } = state;
  const source = nameOf(state.key);
  const words = (n: number) => t("ui.occasions.lead_days", { n });
  const left = offered.filter((n) => !leads.includes(n));
  const box = useRef<HTMLFieldSetElement>(null);
  /** Which one was taken away, of how many. */
  const taken = useRef<{ at: number; of: number } | null>(null);
  useEffect(() => {
    const was = taken.current;
    if (!was || leads.length >= was.of || document.activeElement !== document.body) return;
    // The keyboard was on what is gone: it goes on with the neighbour, or where one more is had.
    const buttons = box.current?.querySelectorAll("button");
    buttons?.item(Math.min(was.at, leads.length - 1))?.focus();
  }, [leads]);
  const remove = (lead: number) => {
    taken.current = { at: leads.indexOf(lead), of: leads.length };
    change(state, (now) => ({ leads: now.leads?.filter((one) => one !== lead) ?? null }));
  };
  return (
    <fieldset ref={box} className={style.leads} aria-label={t("ui.occasions.lead", { source })}>
      {leads.map((lead) => (
        <Chip key={lead} {...(leads.length > 1 && { onRemove: () => remove(lead) })}>
          {words(lead)}
        </Chip>
      ))}
      {leads.length < MOST && (
        <span className={style.add}>
          <Select
            aria-label={t("ui.occasions.add_lead", { source })}
            placeholder={t("ui.occasions.add")}
            value={null}
            onChange={(picked) => change(state, (now) => ({ leads: [...(now.leads ?? []), Number(picked)] }))}
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
              onChange={(after) => after !== state.after && change(state, () => ({ after }))}
            />
          )}
        </span>
        <Switch
          aria-label={t("ui.occasions.remind", { source })}
          value={state.on}
          onChange={(on) => change(state, () => ({ on }))}
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
