/** What one of us looks after goes to another one: said whose and to whom, counted by kind, then done in one step. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import {
  commands,
  type HandOverLine,
  type HandOverPlan,
  type HandOver as Order,
} from "../../ipc/bindings.ts";
import { fieldOf, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./handover.module.css";
import { OpenList } from "./open-points.tsx";
import { PersonField } from "./person.tsx";

const pathOf = ({ entity, field }: HandOverLine) => `${entity}.${field}`;

type PlannedProps = { plan: HandOverPlan; onTake: (path: string, take: boolean) => void };

function Planned({ plan, onTake }: PlannedProps) {
  if (plan.lines.length === 0) return <p className={style.quiet}>{t("ui.handover.nothing")}</p>;
  return (
    <>
      <ul className={style.lines}>
        {plan.lines.map((line) => (
          <li key={pathOf(line)} className={style.line}>
            <Check value={line.taken} onChange={(take) => onTake(pathOf(line), take)}>
              {entityLabel(line.entity)} · {fieldLabel(line.entity, line.field)}
            </Check>
            <span className={style.count}>{number(line.count)}</span>
            <span className={style.titles}>{line.titles.join(t("ui.list_comma"))}</span>
          </li>
        ))}
      </ul>
      <OpenList open={plan.open} />
    </>
  );
}

const FRESH: Omit<Order, "units"> = {
  from: null,
  below: true,
  to: "",
  stays_backup: false,
  without: [],
  note: "",
};

export function Ours({ units, onDone }: { units: readonly string[]; onDone: () => void }) {
  const [order, setOrder] = useState<Order>({ ...FRESH, units: [...units] });
  const change = (part: Partial<Order>) => setOrder((was) => ({ ...was, ...part }));
  const all = units.length === 0;
  const ready = order.to.trim() !== "" && (!all || Boolean(order.from?.trim()));
  const { data: known = [] } = useQuery(read("ourPeople", [], ["*"], commands.ourPeople));
  const one = units.length === 1 ? units[0] : undefined;
  const { data: unit } = useQuery({
    ...read("record", ["unit", one ?? ""], ["unit"], () => commands.recordGet("unit", one ?? "")),
    enabled: one !== undefined,
  });
  const asked = { ...order, note: "" };
  const { data: plan, error } = useQuery({
    ...read("handOverPlan", [asked], ["*"], () => commands.handOverPlan(asked)),
    enabled: ready,
    placeholderData: (before) => before,
  });
  const work = useAction(async (moment: number) => {
    await whileSaving(commands.handOverPerform(order, moment));
    toast(t("ui.handover.done", { name: order.to.trim() }), { label: t("ui.undo"), run: undo });
    onDone();
  });
  const name = unit?.values.legal_name;
  const failed = work.error ?? error;
  const about = fieldOf(failed);
  const taken = plan?.lines.some((line) => line.taken) ?? false;
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (plan && ready && taken) void work.run(plan.moment);
      }}
    >
      {!all && (
        <p className={style.what}>
          {name?.t === "text" ? name.v : t("ui.handover.units", { n: units.length })}
        </p>
      )}
      <div className={style.pair}>
        <PersonField
          label={t("ui.handover.from")}
          value={order.from ?? ""}
          known={known}
          required={all}
          autoFocus={all}
          {...(!all && { hint: t("ui.handover.from_hint") })}
          error={failed && about === "from" ? sentence(failed) : null}
          onChange={(from) => change({ from: from === "" ? null : from })}
        />
        <PersonField
          label={t("ui.handover.to")}
          value={order.to}
          known={known.filter((person) => person.name !== order.from)}
          required
          autoFocus={!all}
          error={failed && about === "to" ? sentence(failed) : null}
          onChange={(to) => change({ to })}
        />
      </div>
      <div className={style.checks}>
        {!all && (
          <Check value={order.below} onChange={(below) => change({ below })}>
            {t("ui.handover.below")}
          </Check>
        )}
        <Check value={order.stays_backup} onChange={(stays_backup) => change({ stays_backup })}>
          {t("ui.handover.stays_backup")}
        </Check>
      </div>
      {ready && plan && (
        <Planned
          plan={plan}
          onTake={(path, take) =>
            change({ without: take ? order.without.filter((one) => one !== path) : [...order.without, path] })
          }
        />
      )}
      <Field
        label={t("ui.handover.note")}
        value={order.note}
        onChange={(note) => change({ note })}
        lines={2}
      />
      {failed && about !== "from" && about !== "to" && (
        <Notice tone="bad" live>
          {sentence(failed)}
        </Notice>
      )}
      <div className={style.acts}>
        <span className={style.quiet}>
          {ready && plan && plan.noted > 0 ? t("ui.handover.noted", { n: plan.noted }) : ""}
        </span>
        <Button kind="line" onPress={onDone}>
          {t("ui.cancel")}
        </Button>
        <Button type="submit" kind="main" busy={work.busy} isDisabled={!ready || !taken}>
          {t("ui.handover.perform")}
        </Button>
      </div>
    </form>
  );
}
