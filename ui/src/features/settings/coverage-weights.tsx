/** What each thing known of a customer counts for how well it is known: for all units, or those of one kind. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { type AspectWeight, commands } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { catalog, read } from "../../ipc/query.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./freshness.module.css";

/** What some kinds do not have, or nobody sees, is not asked there. */
const shownOf = ["aspect_weight", "field_limit", "hidden_module"];
const weightsOf = read("coverageWeights", [], shownOf, commands.coverageWeights);

/** The kind that stands for every unit. */
const ALL = "";

function store(aspect: string, kind: string, weight: number | null): void {
  whileSaving(commands.coverageWeightSet(aspect, kind === ALL ? null : kind, weight)).catch(complain);
}

/** What it counts for the units chosen, and what it would count if nothing were said of them. */
function told(one: AspectWeight, kind: string) {
  const own = one.by_kind.find((of) => of.kind === kind);
  return kind === ALL
    ? { weight: one.weight, usual: one.usual, said: one.weight !== one.usual }
    : { weight: own?.weight ?? one.weight, usual: one.weight, said: own !== undefined };
}

function WeightRow({ one, kind }: { one: AspectWeight; kind: string }) {
  const name = t(`coverage.${one.aspect}` as MessageKey);
  const { weight, usual, said } = told(one, kind);
  const detail = kind === ALL ? "ui.weights.usual" : "ui.weights.as_all";
  return (
    <Row label={name} detail={said ? t(detail, { n: usual }) : null}>
      <div className={style.controls}>
        {said && (
          <Button
            kind="link"
            aria-label={t("ui.weights.back", { aspect: name, n: usual })}
            onPress={() => store(one.aspect, kind, null)}
          >
            {number(usual)}
          </Button>
        )}
        <NumberField
          label={t("ui.weights.of", { aspect: name })}
          value={weight}
          min={0}
          max={100}
          onChange={(next) => next !== weight && store(one.aspect, kind, next)}
        />
      </div>
    </Row>
  );
}

export function CoverageWeights() {
  const { data: known } = useQuery(catalog);
  const { data: weights } = useQuery(weightsOf);
  const [kind, setKind] = useState(ALL);
  if (!known || !weights) return null;
  const asked = weights.filter(({ kinds }) => kind === ALL || kinds.length === 0 || kinds.includes(kind));
  const sum = asked.reduce((all, one) => all + told(one, kind).weight, 0);
  const said = weights.some((one) => one.weight !== one.usual || one.by_kind.length > 0);
  return (
    <Part title={t("ui.weights.title")} note={t("ui.weights.together", { n: sum })}>
      <Row label={t("ui.weights.which")} detail={t("ui.weights.detail")}>
        <div className={style.controls}>
          {said && (
            <Button onPress={() => void whileSaving(commands.coverageWeightsReset()).catch(complain)}>
              {t("ui.weights.reset")}
            </Button>
          )}
          <Select
            aria-label={t("ui.weights.which")}
            value={kind}
            onChange={setKind}
            options={[
              { id: ALL, label: t("ui.weights.all") },
              ...choicesOffered(known.choices, "unit_kind").map(({ id, label }) => ({ id, label })),
            ]}
          />
        </div>
      </Row>
      {asked.map((one) => (
        <WeightRow key={one.aspect} one={one} kind={kind} />
      ))}
    </Part>
  );
}
