/** Who decides here: by what they do in a decision, and by the seats as they report. A seat nobody holds is marked. */
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { Mark } from "../../../components/chip.tsx";
import { type Catalog, commands, type DecisionPart, type Id } from "../../../ipc/bindings.ts";
import { hides } from "../../../ipc/modules.ts";
import { read } from "../../../ipc/query.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { choiceWord } from "../words.ts";
import style from "./decisions.module.css";

const decisionsOf = (unit: Id) =>
  read("decisions", [unit], ["unit", "seat", "stance", "post", "contact"], () =>
    commands.unitDecisions(unit),
  );

const sides = {
  decides: ["decider", "approver", "budget"],
  influences: ["evaluator", "coach"],
  uses: ["user", "purchaser"],
  blocks: ["gatekeeper"],
} as const;
type Side = keyof typeof sides;
const against: readonly (string | null)[] = ["m1", "m2"];

/** Whoever is against us stands in the way, whatever their part is. */
const isOn = (side: Side, { role, attitude }: DecisionPart) =>
  (sides[side] as readonly string[]).includes(role) || (side === "blocks" && against.includes(attitude));

type Who = {
  readonly entity: "contact" | "seat";
  readonly id: Id;
  readonly label: string;
  /** why it counts for nothing today */ readonly lacks: string | null;
  readonly parts: readonly DecisionPart[];
};

function Name({ who }: { who: Who }) {
  return (
    <span className={style.who}>
      <button
        type="button"
        className={style.name}
        onClick={() => openRecord({ entity: who.entity, id: who.id })}
      >
        {who.label}
      </button>
      {who.lacks && (
        <Mark tone="bad" icon={CircleAlert}>
          {who.lacks}
        </Mark>
      )}
    </span>
  );
}

function Parts({ parts, catalog }: { parts: readonly DecisionPart[]; catalog: Catalog }) {
  const words = parts.map(({ role, influence, attitude }) =>
    [
      choiceWord(catalog, "stance_role", role),
      influence && choiceWord(catalog, "influence_level", influence),
      attitude && choiceWord(catalog, "attitude", attitude),
    ]
      .filter(Boolean)
      .join(" · "),
  );
  return words.length > 0 && <span className={style.part}>{words.join(t("ui.customers.list_comma"))}</span>;
}

export function DecisionChain({ unit, catalog }: { unit: Id; catalog: Catalog }) {
  const { data } = useQuery({ ...decisionsOf(unit), enabled: !hides(catalog, "stance") });
  if (!data || (data.seats.length === 0 && data.others.length === 0)) return null;
  const gone = t("ui.decisions.gone");
  const vacant = t("ui.decisions.vacant");
  // Whoever holds several seats is one person.
  const everyone = new Map(
    [...data.others, ...data.seats.flatMap(({ holders }) => holders)].map((one) => [one.contact.id, one]),
  );
  const people = [...everyone.values()].map(
    ({ contact, in_office, parts }): Who => ({
      entity: "contact",
      ...contact,
      lacks: in_office ? null : gone,
      parts,
    }),
  );
  const seats = data.seats.map(
    ({ seat, holders, parts }): Who => ({
      entity: "seat",
      ...seat,
      lacks: holders.length > 0 ? null : vacant,
      parts,
    }),
  );
  const on = (side: Side) =>
    [...seats, ...people].filter(({ parts }) => parts.some((one) => isOn(side, one)));
  return (
    <section className={style.chain} aria-label={t("ui.decisions.title")} data-testid="decisions">
      <h3 className={style.title}>{t("ui.decisions.title")}</h3>
      <dl className={style.sides}>
        {(Object.keys(sides) as Side[]).map((side) => (
          <div key={side} data-testid={`side-${side}`}>
            <dt>{t(`ui.decisions.${side}`)}</dt>
            <dd>
              {on(side).map((who) => (
                <Name key={who.id} who={who} />
              ))}
              {on(side).length === 0 && <span className={style.part}>{t("ui.decisions.nobody")}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <ul className={style.seats}>
        {data.seats.map(({ seat, depth, holders, parts }, at) => (
          <li key={seat.id} style={{ paddingInlineStart: depth * 16 }}>
            {seats[at] && <Name who={seats[at]} />}
            <Parts parts={parts} catalog={catalog} />
            {holders.map((holder) => (
              <span key={holder.contact.id} className={style.who}>
                <Name who={{ entity: "contact", ...holder.contact, lacks: null, parts: [] }} />
                <Parts parts={holder.parts} catalog={catalog} />
              </span>
            ))}
          </li>
        ))}
        {data.others.map((one) => (
          <li key={one.contact.id}>
            <Name
              who={{ entity: "contact", ...one.contact, lacks: one.in_office ? null : gone, parts: [] }}
            />
            <Parts parts={one.parts} catalog={catalog} />
          </li>
        ))}
      </ul>
    </section>
  );
}
