/** A checklist is started for a customer: which one; with none to start, why, and ours are offered. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { commands, type Id } from "../../ipc/bindings.ts";
import { checklists } from "../../ipc/checklists.ts";
import { read } from "../../ipc/query.ts";
import { Acts } from "./acts.tsx";
import style from "./checklists.module.css";
import { Ours } from "./ours.tsx";
import { PlanForm } from "./plan-form.tsx";

export function Start({ unit, onDone }: { unit: Id; onDone: () => void }) {
  const { data: all } = useQuery(checklists);
  const [picked, setPicked] = useState<Id | null>(null);
  const { data: record } = useQuery(
    read("record", ["unit", unit], ["unit"], () => commands.recordGet("unit", unit)),
  );
  if (!all) return null;
  const lists = all.filter(({ active }) => active);
  const only = lists.length === 1 ? lists[0]?.id : undefined;
  const name = record?.values.legal_name;
  return (
    <div className={style.form}>
      <p className={style.what}>{name?.t === "text" && name.v}</p>
      {lists.length > 0 ? (
        <PlanForm
          unit={unit}
          lists={lists}
          list={lists.find(({ id }) => id === (picked ?? only))}
          onList={setPicked}
          onDone={onDone}
        />
      ) : (
        <>
          <Ours off={all.length > 0} onTaken={setPicked} />
          <Acts n={null} busy={false} ready={false} onDone={onDone} />
        </>
      )}
    </div>
  );
}
