/** One unit made two: what is at it, kind by kind, and what of it goes to a new one. Read first, done in one step. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type SplitGroup, type SplitPlan } from "../../ipc/bindings.ts";
import { fieldOf, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { endWork, type Work } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import { Pane } from "./pane.tsx";
import style from "./split.module.css";
import { type Chosen, nobody, SplitKind } from "./split-kind.tsx";

const keyOf = ({ entity, field }: SplitGroup) => `${entity}.${field}`;
const countOf = ({ count }: SplitGroup, chosen: Chosen) => (chosen === "all" ? count : chosen.size);

function Plan({ plan }: { plan: SplitPlan }) {
  const [name, setName] = useState("");
  const [under, setUnder] = useState<"under" | "beside">("under");
  const [parts, setParts] = useState<Readonly<Record<string, Chosen>>>({});
  const chosenOf = (group: SplitGroup) => parts[keyOf(group)] ?? nobody;
  const going = plan.groups.reduce((sum, group) => sum + countOf(group, chosenOf(group)), 0);
  const work = useAction(async () => {
    const applied = await whileSaving(
      commands.splitPerform({
        unit: plan.unit.id,
        moment: plan.moment,
        name,
        under: under === "under",
        parts: plan.groups.map((group) => {
          const chosen = chosenOf(group);
          const { entity, field } = group;
          return { entity, field, all: chosen === "all", ids: chosen === "all" ? [] : [...chosen] };
        }),
      }),
    );
    toast(t("ui.split.done", { name, n: going }), { label: t("ui.undo"), run: undo });
    const made = applied.records[0];
    endWork(made && { entity: "unit", id: made.id });
  });
  const ofName = fieldOf(work.error) === "legal_name";
  return (
    <Pane
      title={t("ui.split.title", { name: plan.unit.label })}
      acts={
        <>
          <p>{t("ui.split.undo")}</p>
          <Button kind="line" onPress={() => endWork()}>
            {t("ui.cancel")}
          </Button>
          <Button
            kind="main"
            busy={work.busy}
            isDisabled={name.trim() === ""}
            onPress={() => void work.run()}
          >
            {t("ui.split.split", { n: going })}
          </Button>
        </>
      }
    >
      {work.error && !ofName && (
        <Notice tone="bad" live>
          {sentence(work.error)}
        </Notice>
      )}
      <div className={style.made}>
        <Field
          label={t("ui.split.name")}
          value={name}
          onChange={setName}
          error={ofName ? sentence(work.error) : null}
          isRequired
          autoFocus
          autoComplete="off"
        />
        <Segments
          label={t("ui.split.where")}
          value={under}
          onChange={setUnder}
          options={[
            { id: "under", label: t("ui.split.under") },
            { id: "beside", label: t("ui.split.beside") },
          ]}
        />
      </div>
      <p className={style.quiet}>{t("ui.split.note")}</p>
      {plan.groups.length === 0 && <Empty title={t("ui.split.nothing")}>{t("ui.split.nothing_hint")}</Empty>}
      <div>
        {plan.groups.map((group) => (
          <SplitKind
            key={keyOf(group)}
            group={group}
            all={plan.groups}
            chosen={chosenOf(group)}
            onChange={(next) => setParts((was) => ({ ...was, [keyOf(group)]: next }))}
          />
        ))}
      </div>
    </Pane>
  );
}

export function Split({ work: { id } }: { work: Work & { kind: "split" } }) {
  const { data: plan, error } = useQuery(read("splitPlan", [id], ["*"], () => commands.splitPlan(id)));
  if (plan) return <Plan key={id} plan={plan} />;
  return <Pane title={t("ui.split.menu")}>{error && <Notice tone="bad">{sentence(error)}</Notice>}</Pane>;
}
