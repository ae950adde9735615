/** From which day a checklist is started, and the tasks it would make, each of which can be left out or moved. */
import { useState } from "react";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Checklist, type ChecklistPlan, commands, type Id } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import { Acts } from "./acts.tsx";
import style from "./checklists.module.css";
import { Choose } from "./choose.tsx";
import { Late } from "./late.tsx";
import { lineKey } from "./line-key.ts";
import { Planned } from "./planned.tsx";
import { Running } from "./running.tsx";
import { usePlan } from "./use-plan.ts";

/** What was said of the plan, line by line; of lines that are no longer in it nothing is asked. */
type Said = { without: ReadonlySet<string>; days: ReadonlyMap<string, string>; again: boolean };
const unsaid: Said = { without: new Set(), days: new Map(), again: false };

/** Of which of the tasks sent an error speaks; -1 where it is of none. */
const taskOf = (field: string | null | undefined) =>
  field?.startsWith("tasks.") ? Number(field.slice("tasks.".length)) : -1;

export function PlanForm(props: {
  unit: Id;
  lists: readonly Checklist[];
  list: Checklist | undefined;
  onList: (id: Id) => void;
  onDone: () => void;
}) {
  const { unit, lists, list, onList, onDone } = props;
  const [start, setStart] = useState<string | null>(null);
  const [said, setSaid] = useState(unsaid);
  const order = { checklist: list?.id ?? "", unit, start };
  const { data: plan, error, isPlaceholderData } = usePlan(order);
  const lines = plan?.lines.filter((line) => !said.without.has(lineKey(line))) ?? [];
  const work = useAction(async (made: ChecklistPlan) => {
    const tasks = lines.map((line) => ({
      step: line.step,
      unit: line.unit.id,
      due: said.days.get(lineKey(line)) ?? line.due,
    }));
    const whole = { ...order, start: made.start };
    const applied = await whileSaving(commands.checklistStart(whole, made.contract?.id ?? null, tasks));
    const blanks = { name: list?.name ?? "", n: applied.records.length };
    toast(t("ui.checklist.started", blanks), { label: t("ui.undo"), run: undo });
    onDone();
  });
  const say = (part: Partial<Said>) => {
    work.clear();
    setSaid((was) => ({ ...was, ...part }));
  };
  // Another day moves what was moved; what was left out, or started once more, stays so.
  const startOn = (day: string | null) => {
    say({ days: unsaid.days });
    setStart(day);
  };
  const failed = work.error ?? error;
  const wrong = lines[taskOf(work.error?.field)];
  const asks = said.again ? null : (plan?.running ?? null);
  // What stands there while another day is asked about is not what would be made.
  const ready = plan !== undefined && asks === null && !isPlaceholderData && !error && !work.busy;
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (plan && ready && lines.length > 0) void work.run(plan);
      }}
    >
      <Choose
        lists={lists}
        list={list}
        onList={(id) => {
          say(unsaid);
          setStart(null);
          onList(id);
        }}
        start={start ?? plan?.start ?? null}
        onStart={startOn}
      />
      {plan?.contract && (
        <p className={style.quiet}>{t("ui.checklist.contract_ends", { name: plan.contract.label })}</p>
      )}
      {list?.note && <p className={style.quiet}>{list.note}</p>}
      {asks && <Running run={asks} onAgain={() => say({ again: true })} onLook={onDone} />}
      {plan && !asks && <Late plan={plan} onDay={startOn} />}
      {plan && !asks && (
        <Planned
          plan={plan}
          here={unit}
          without={said.without}
          days={said.days}
          wrong={wrong && failed ? { key: lineKey(wrong), why: sentence(failed) } : null}
          onWithout={(without) => say({ without })}
          onDay={(key, day) => say({ days: new Map(said.days).set(key, day) })}
        />
      )}
      {failed && !wrong && (
        <Notice tone="bad" live>
          {sentence(failed)}
        </Notice>
      )}
      <Acts n={lines.length} busy={work.busy} ready={ready} onDone={onDone} />
    </form>
  );
}
