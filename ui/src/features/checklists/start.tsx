/** A checklist is started: which one, from which day, and the tasks it would make, each of which can be left out or moved. */
import { parseDate } from "@internationalized/date";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { DayField } from "../../components/day-field.tsx";
import { Notice } from "../../components/notice.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { type ChecklistPlan, commands, type Id } from "../../ipc/bindings.ts";
import { checklists } from "../../ipc/checklists.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { message, t } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./checklists.module.css";
import { lineKey } from "./line-key.ts";
import { Ours } from "./ours.tsx";
import { Planned } from "./planned.tsx";
import { Running } from "./running.tsx";

/** What was said of the plan, line by line; of lines that are no longer in it nothing is asked. */
type Said = { without: ReadonlySet<string>; days: ReadonlyMap<string, string> };
const unsaid: Said = { without: new Set(), days: new Map() };

export function Start({ unit, onDone }: { unit: Id; onDone: () => void }) {
  const { data: all } = useQuery(checklists);
  const offered = all?.filter(({ active }) => active);
  const only = offered?.length === 1 ? offered[0]?.id : undefined;
  const [picked, setPicked] = useState<Id | null>(null);
  const [start, setStart] = useState<string | null>(null);
  const [said, setSaid] = useState(unsaid);
  const [again, setAgain] = useState(false);
  const list = offered?.find(({ id }) => id === (picked ?? only));
  const { data: record } = useQuery(
    read("record", ["unit", unit], ["unit"], () => commands.recordGet("unit", unit)),
  );
  const order = { checklist: list?.id ?? "", unit, start };
  const { data: plan, error } = useQuery({
    ...read("checklistPlan", [order], ["*"], () => commands.checklistPlan(order)),
    enabled: list !== undefined,
    placeholderData: (before, query) =>
      (query?.queryKey[1] as typeof order | undefined)?.checklist === order.checklist ? before : undefined,
  });
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
  const anew = () => {
    work.clear();
    setSaid(unsaid);
    setAgain(false);
  };
  const pick = (id: Id) => {
    anew();
    setStart(null);
    setPicked(id);
  };
  const name = record?.values.legal_name;
  const failed = work.error ?? error;
  const at = work.error?.field?.startsWith("tasks.") ? Number(work.error.field.slice(6)) : -1;
  const wrong = lines[at];
  const asks = plan?.running && !again ? plan.running : null;
  if (!offered) return null;
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (plan && !asks && lines.length > 0) void work.run(plan);
      }}
    >
      <p className={style.what}>{name?.t === "text" && name.v}</p>
      {offered.length === 0 ? (
        <Ours onTaken={pick} />
      ) : (
        <div className={style.pair}>
          <Select
            label={t("ui.checklist.which")}
            value={list?.id ?? null}
            onChange={pick}
            placeholder={t("ui.checklist.pick")}
            options={offered.map(({ id, name, purpose, steps }) => ({
              id,
              label: name,
              detail: [
                purpose === "other" ? "" : (message(`choice.checklist_purpose.${purpose}`) ?? ""),
                t("ui.checklist.steps", { n: steps.length }),
              ]
                .filter((word) => word !== "" && word !== name)
                .join(" · "),
            }))}
          />
          {plan && (
            <DayField
              label={t("ui.checklist.start_day")}
              value={parseDate(plan.start)}
              onChange={(day) => {
                if (!day) return;
                anew();
                setStart(day.toString());
              }}
            />
          )}
        </div>
      )}
      {plan?.contract && (
        <p className={style.quiet}>{t("ui.checklist.contract_ends", { name: plan.contract.label })}</p>
      )}
      {list?.note && <p className={style.quiet}>{list.note}</p>}
      {asks && <Running run={asks} onAgain={() => setAgain(true)} onLook={onDone} />}
      {plan && (
        <Planned
          plan={plan}
          here={unit}
          without={said.without}
          days={said.days}
          wrong={wrong && work.error ? { key: lineKey(wrong), why: sentence(work.error) } : null}
          onWithout={(without) => {
            work.clear();
            setSaid((was) => ({ ...was, without }));
          }}
          onDay={(key, day) => {
            work.clear();
            setSaid((was) => ({ ...was, days: new Map(was.days).set(key, day) }));
          }}
        />
      )}
      {failed && !wrong && (
        <Notice tone="bad" live>
          {sentence(failed)}
        </Notice>
      )}
      <div className={style.acts}>
        <span>
          <Button
            onPress={() => {
              onDone();
              go({ at: "settings", part: "checklists" });
            }}
          >
            {t("ui.checklist.edit")}
          </Button>
        </span>
        <Button kind="line" onPress={onDone}>
          {t("ui.cancel")}
        </Button>
        <Button
          type="submit"
          kind="main"
          busy={work.busy}
          isDisabled={!plan || asks !== null || lines.length === 0}
        >
          {t("ui.checklist.make", { n: lines.length })}
        </Button>
      </div>
    </form>
  );
}
