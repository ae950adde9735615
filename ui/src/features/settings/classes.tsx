/** By which rules a unit is a large, a medium or a small customer, and how many that makes of each. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/toggle.tsx";
import { type ClassBasis, type ClassRules, commands } from "../../ipc/bindings.ts";
import { sentence, toWireError } from "../../ipc/error.ts";
import { catalog, read } from "../../ipc/query.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
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

function Rules({ rules, classes }: { rules: ClassRules; classes: { id: string; label: string }[] }) {
  const { data: trial } = useQuery(trialOf(rules));
  const [refused, setRefused] = useState<{ field: string | null; text: string } | null>(null);
  const label = (code: string) => classes.find(({ id }) => id === code)?.label ?? code;
  const units = (code: string | null) => {
    const count = trial?.counts.find((one) => one.class === code);
    return count && t("ui.classes.units", { n: count.units });
  };
  /** A class that has no amount yet: it comes to be with it. */
  const [adding, setAdding] = useState<string | null>(null);
  const free = classes.filter(({ id }) => !rules.steps.some((step) => step.class === id));

  async function put(next: ClassRules): Promise<void> {
    try {
      await whileSaving(commands.classRulesSet(next));
      setRefused(null);
      setAdding(null);
      const back = () => void put(rules);
      say({ text: t("ui.classes.changed"), action: { label: t("ui.undo"), run: back } });
    } catch (error) {
      const { field } = toWireError(error);
      setRefused({ field, text: sentence(error) });
      if (!field?.startsWith("steps")) say({ text: sentence(error) });
    }
  }
  const change = (part: Partial<ClassRules>) => void put({ ...rules, ...part });
  const suggest = () =>
    commands.classRulesSuggested(rules.basis).then(
      (found) => put({ ...found, on: rules.on }),
      (error: unknown) => say({ text: sentence(error) }),
    );

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
      {rules.steps.map((step, at) => (
        <ClassStepRow
          key={step.class}
          name={label(step.class)}
          units={units(step.class)}
          amount={step.at_least}
          currency={rules.currency}
          refused={refused?.field === `steps.${at}` ? refused.text : null}
          onAmount={(at_least) =>
            change({ steps: rules.steps.map((one) => (one === step ? { ...one, at_least } : one)) })
          }
          {...(rules.steps.length > 1 && {
            onRemove: () => change({ steps: rules.steps.filter((one) => one !== step) }),
          })}
        />
      ))}
      {adding && (
        <ClassStepRow
          key={adding}
          name={label(adding)}
          units={undefined}
          amount=""
          currency={rules.currency}
          refused={refused?.field === `steps.${rules.steps.length}` ? refused.text : null}
          onAmount={(at_least) => change({ steps: [...rules.steps, { class: adding, at_least }] })}
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
