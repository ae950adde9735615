/** By which rules a unit is a large, a medium or a small customer, and how many that makes of each. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/toggle.tsx";
import { type ClassBasis, type ClassRules, commands } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { catalog, read } from "../../ipc/query.ts";
import { readText } from "../../ipc/read-text.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { turns } from "../../lib/turns.ts";
import { ClassStepRow } from "./class-step.tsx";
import style from "./classes.module.css";

const rulesOf = read("classRules", [], ["*"], commands.classRules);
const trialOf = (rules: ClassRules) => ({
  ...read("classRulesTry", [rules], ["*"], () => commands.classRulesTry(rules)),
  placeholderData: keepPreviousData,
});
const bases: readonly ClassBasis[] = ["received", "contracted", "cooperations"];
const currencies = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP"];
/** Those of no class. */
const NONE = "";

export function Classes() {
  const { data: known } = useQuery(catalog);
  const { data: rules } = useQuery(rulesOf);
  if (!known || !rules) return null;
  return <Rules rules={rules} classes={choicesOffered(known.choices, "size_class")} />;
}

const inTurn = turns();

/** Onto what stands by then: of two quick changes none takes the other back. */
function put(make: (now: ClassRules) => ClassRules | Promise<ClassRules>): Promise<boolean> {
  return inTurn(async () => {
    const now = await commands.classRules();
    const next = await make(now);
    if (next === now) return true;
    await whileSaving(commands.classRulesSet(next));
    const back = () => void put(() => now).catch(complain);
    say({ text: t("ui.classes.changed"), action: { label: t("ui.undo"), run: back } });
    return true;
  });
}

/** Whether two ways of writing it come to one amount; what cannot be read is left to whoever stores it. */
async function isSame(typed: string, amount: string): Promise<boolean> {
  const sum = async (text: string) => JSON.stringify(await readText("cooperation", "amount", text));
  try {
    return (await sum(typed)) === (await sum(amount));
  } catch {
    return false;
  }
}

/** Another amount for a class, or the first. */
function setAmount(of: string, typed: string): Promise<boolean> {
  return put(async (now) => {
    const step = now.steps.find((one) => one.class === of);
    if (!step) return { ...now, steps: [...now.steps, { class: of, at_least: typed }] };
    if (await isSame(typed, step.at_least)) return now;
    return { ...now, steps: now.steps.map((one) => (one === step ? { ...one, at_least: typed } : one)) };
  });
}

const removeStep = (of: string) =>
  void put((now) => ({ ...now, steps: now.steps.filter((one) => one.class !== of) })).catch(complain);

function Rules({ rules, classes }: { rules: ClassRules; classes: { id: string; label: string }[] }) {
  const { data: trial } = useQuery(trialOf(rules));
  const label = (code: string) => classes.find(({ id }) => id === code)?.label ?? code;
  const units = (code: string | null) => {
    const count = trial?.counts.find((one) => one.class === code);
    return count && t("ui.classes.units", { n: count.units });
  };
  /** A class that has no amount yet: it comes to be with it. */
  const [adding, setAdding] = useState<string | null>(null);
  const free = classes.filter(({ id }) => !rules.steps.some((step) => step.class === id));

  const change = (part: Partial<ClassRules>) => void put((now) => ({ ...now, ...part })).catch(complain);
  const suggest = () =>
    put(async (now) => ({ ...(await commands.classRulesSuggested(now.basis)), on: now.on })).catch(complain);

  return (
    <Part title={t("ui.settings.part.classes")}>
      <p className={style.intro}>{t("ui.classes.detail")}</p>
      <Row label={t("ui.classes.on")} detail={t(rules.on ? "ui.classes.is_on" : "ui.classes.is_off")}>
        <Switch aria-label={t("ui.classes.on")} value={rules.on} onChange={(on) => change({ on })} />
      </Row>
      <Row label={t("ui.classes.basis")} detail={t(`ui.classes.basis_detail.${rules.basis}`)}>
        <Select
          aria-label={t("ui.classes.basis")}
          value={rules.basis}
          onChange={(basis) => change({ basis })}
          options={bases.map((id) => ({ id, label: t(`ui.classes.basis.${id}`) }))}
        />
      </Row>
      <Row label={t("ui.classes.months")}>
        <NumberField
          label={t("ui.classes.months")}
          value={rules.months}
          min={1}
          max={120}
          onChange={(months) => months !== rules.months && change({ months })}
        />
      </Row>
      <Row label={t("ui.classes.currency")} detail={t("ui.classes.currency_detail")}>
        <Select
          aria-label={t("ui.classes.currency")}
          value={rules.currency}
          onChange={(currency) => change({ currency })}
          options={[...new Set([rules.currency, ...currencies])].map((id) => ({ id, label: id }))}
        />
      </Row>
      {rules.steps.map((step) => (
        <ClassStepRow
          key={step.class}
          name={label(step.class)}
          units={units(step.class)}
          amount={step.at_least}
          currency={rules.currency}
          store={(typed) => setAmount(step.class, typed)}
          {...(rules.steps.length > 1 && { onRemove: () => removeStep(step.class) })}
        />
      ))}
      {adding && (
        <ClassStepRow
          key={adding}
          name={label(adding)}
          units={undefined}
          amount=""
          currency={rules.currency}
          store={async (typed) => {
            await setAmount(adding, typed);
            setAdding(null);
            return true;
          }}
          onRemove={() => setAdding(null)}
        />
      )}
      <Row label={t("ui.classes.otherwise")} detail={units(rules.otherwise)}>
        <Select
          aria-label={t("ui.classes.otherwise")}
          value={rules.otherwise ?? NONE}
          onChange={(code) => change({ otherwise: code === NONE ? null : code })}
          options={[...free, { id: NONE, label: t("class.none") }].map(({ id, label: word }) => ({
            id,
            label: word,
          }))}
        />
      </Row>
      <div className={style.foot}>
        <Button kind="line" onPress={() => void suggest()}>
          {t("ui.classes.suggest")}
        </Button>
        {free
          .filter(({ id }) => id !== rules.otherwise && id !== adding)
          .map(({ id, label: word }) => (
            <Button key={id} onPress={() => setAdding(id)}>
              {t("ui.classes.add", { class: word })}
            </Button>
          ))}
      </div>
      {trial && (trial.said > 0 || trial.left_out > 0) && (
        <p className={style.told}>
          {trial.said > 0 && <span>{t("ui.classes.said", { n: trial.said })}</span>}
          {trial.left_out > 0 && <span>{t("ui.classes.left_out", { n: trial.left_out })}</span>}
        </p>
      )}
    </Part>
  );
}
