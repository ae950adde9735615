/** Two records made one: which of them stays, whose value a field has, what comes along. Read first, done in one step. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Finder } from "../../components/finder.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type Id, type MergePlan, type Take } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { catalog as catalogQuery, read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { endWork, type Work } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./merge.module.css";
import { MergeFields } from "./merge-fields.tsx";
import { Pane } from "./pane.tsx";
import { alongLines } from "./words.ts";

type MergeWork = Work & { kind: "merge" };
/** What is taken, seen from the other side. */
const turned: Record<Take, Take> = { winner: "loser", loser: "winner", both: "both" };

const planOf = (entity: string, winner: Id, loser: Id) =>
  read("mergePlan", [entity, winner, loser], ["*"], () => commands.mergePlan(entity, winner, loser));

function Along({ plan }: { plan: MergePlan }) {
  const lines = alongLines(plan.repointed);
  const looped = plan.repointed.reduce((sum, one) => sum + one.looped, 0);
  return (
    <section>
      <h3 className={style.heading}>{t("ui.merge.along")}</h3>
      {lines.length === 0 && <p className={style.quiet}>{t("ui.merge.along_none")}</p>}
      <dl className={style.along}>
        {lines.map(({ key, label, count, titles }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd className={style.count}>{count}</dd>
            <dd className={style.quiet}>{titles}</dd>
          </div>
        ))}
      </dl>
      {looped > 0 && <p className={style.quiet}>{t("ui.merge.looped", { n: looped })}</p>}
      {plan.circled.length > 0 && (
        <p className={style.quiet}>
          {t("ui.merge.circled", {
            n: plan.circled.length,
            names: plan.circled.map(({ label }) => label).join(t("ui.list_comma")),
          })}
        </p>
      )}
      {plan.rises && <p className={style.quiet}>{t("ui.merge.rises", { name: plan.winner.label })}</p>}
    </section>
  );
}

type TwoProps = { entity: string; first: Id; second: Id; onOther: () => void };

function Two({ entity, first, second, onOther }: TwoProps) {
  const [winner, setWinner] = useState(first);
  const [takes, setTakes] = useState<Readonly<Record<string, Take>>>({});
  const [former, setFormer] = useState(false);
  const loser = winner === first ? second : first;
  const { data: plan, error } = useQuery({
    ...planOf(entity, winner, loser),
    placeholderData: (before) => before,
  });
  const work = useAction(async (ready: MergePlan) => {
    const { moment } = ready;
    await whileSaving(commands.mergePerform({ entity, winner, loser, moment, takes: { ...takes }, former }));
    const blanks = { winner: ready.winner.label, loser: ready.loser.label };
    toast(t("ui.merge.done", blanks), { label: t("ui.undo"), run: undo });
    endWork({ entity, id: winner });
  });
  const ready = plan?.winner.id === winner ? plan : null;
  const swap = (next: Id) => {
    if (next === winner) return;
    setWinner(next);
    // Whose value is kept does not change with who stays.
    setTakes((was) => Object.fromEntries(Object.entries(was).map(([key, take]) => [key, turned[take]])));
  };
  return (
    <Pane
      title={t("ui.merge.title", { entity })}
      acts={
        <>
          <p>{t("ui.merge.undo")}</p>
          <Button kind="line" onPress={() => endWork()}>
            {t("ui.cancel")}
          </Button>
          <Button
            kind="main"
            busy={work.busy}
            isDisabled={!ready}
            onPress={() => ready && void work.run(ready)}
          >
            {t("ui.merge.merge")}
          </Button>
        </>
      }
    >
      {error && (
        <Notice
          tone="bad"
          live
          actions={
            <Button kind="line" onPress={onOther}>
              {t("ui.merge.other")}
            </Button>
          }
        >
          {sentence(error)}
        </Notice>
      )}
      {work.error && (
        <Notice tone="bad" live>
          {sentence(work.error)}
        </Notice>
      )}
      {plan && (
        <>
          <MergeFields
            plan={plan}
            first={first}
            winner={winner}
            takes={takes}
            onWinner={swap}
            onTake={({ field, with: bound }, take) =>
              setTakes((was) => ({
                ...was,
                ...Object.fromEntries([field, ...bound].map((key) => [key, take])),
              }))
            }
          />
          {entity === "unit" && (
            <Check value={former} onChange={setFormer}>
              {t("ui.merge.former", { name: plan.loser.label })}
            </Check>
          )}
          <Along plan={plan} />
        </>
      )}
    </Pane>
  );
}

/** With whom, where that is not said yet. */
function Other({ work, onPick }: { work: MergeWork; onPick: (id: Id) => void }) {
  const { entity, id } = work;
  const { data: catalog } = useQuery(catalogQuery);
  const { data: record } = useQuery(
    read("record", [entity, id], ["*"], () => commands.recordGet(entity, id)),
  );
  const title = catalog?.entities.find(({ key }) => key === entity)?.title_field ?? "";
  const value = record?.values[title];
  const find = async (text: string) =>
    (await commands.refOptions(entity, text, 12)).filter((one) => one.id !== id);
  return (
    <Pane title={t("ui.merge.title", { entity })}>
      <p className={style.quiet}>{t("ui.merge.note")}</p>
      <p>{value?.t === "text" && value.v}</p>
      <Finder
        label={t("ui.merge.with", { entity })}
        placeholder={t("ui.record.find")}
        find={find}
        autoFocus
        onPick={(found) => onPick(found.id)}
      />
    </Pane>
  );
}

export function Merge({ work }: { work: MergeWork }) {
  const [other, setOther] = useState<Id | null>(work.other ?? null);
  if (other === null) return <Other work={work} onPick={setOther} />;
  return <Two entity={work.entity} first={work.id} second={other} onOther={() => setOther(null)} />;
}
