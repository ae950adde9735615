/**
 * Who decides here: whom to meet next, what each does in a decision, and the seats as they report. What nobody
 * holds, whom nobody spoke with and who was not spoken with for long is marked. Of a deal, whoever has a part in it.
 */
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { Mark } from "../../../components/chip.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Switch } from "../../../components/toggle.tsx";
import { type Catalog, commands, type DecisionPart, type Decisions, type Id } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { hides } from "../../../ipc/modules.ts";
import { read } from "../../../ipc/query.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { DecisionGaps } from "./decision-gaps.tsx";
import { DecisionSeats } from "./decision-seats.tsx";
import style from "./decisions.module.css";
import { RecordForm } from "./record-form.tsx";

const shown = [
  ...["unit", "seat", "stance", "post", "contact", "influence", "activity", "task", "rhythm"],
  ...["opportunity", "contract", "project", "hidden_module"],
];
const decisionsOf = (entity: string, id: Id, below: boolean, at: number | null) =>
  read("decisions", [entity, id, below, at], shown, () => commands.decisions(entity, id, below, at));

/** The kinds of business that are, or came of, a deal in which people have their parts. */
export const isDeal = (entity: string): boolean => ["opportunity", "contract", "project"].includes(entity);

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

function Name({ who, at }: { who: Who; at: number | undefined }) {
  return (
    <span className={style.who}>
      <button
        type="button"
        className={style.name}
        onClick={() => openRecord({ entity: who.entity, id: who.id, asOf: at })}
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

/** What each does in a decision; whoever holds several seats is one person. */
function Sides({ told, at }: { told: Decisions; at: number | undefined }) {
  const everyone = new Map(
    [...told.others, ...told.seats.flatMap(({ holders }) => holders)].map((one) => [one.contact.id, one]),
  );
  const people = [...everyone.values()].map(
    ({ contact, in_office, parts }): Who => ({
      entity: "contact",
      ...contact,
      lacks: in_office ? null : t("ui.decisions.gone"),
      parts,
    }),
  );
  const seats = told.seats.map(
    ({ seat, holders, parts }): Who => ({
      entity: "seat",
      ...seat,
      lacks: holders.length > 0 ? null : t("ui.decisions.vacant"),
      parts,
    }),
  );
  const on = (side: Side) =>
    [...seats, ...people].filter(({ parts }) => parts.some((one) => isOn(side, one)));
  return (
    <dl className={style.sides}>
      {(Object.keys(sides) as Side[]).map((side) => (
        <div key={side} data-testid={`side-${side}`}>
          <dt>{t(`ui.decisions.${side}`)}</dt>
          <dd>
            {on(side).map((who) => (
              <Name key={who.id} who={who} at={at} />
            ))}
            {on(side).length === 0 && <span className={style.part}>{t("ui.decisions.nobody")}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type ChainProps = {
  entity: string;
  id: Id;
  catalog: Catalog;
  /** what it is called: new seats and parts are put there; none can be where nothing is said */ label?: string;
  /** others report to it */ parent?: boolean;
  /** as it stood at this instant, ms UTC */ at?: number;
};

export function DecisionChain({ entity, id, catalog, label, parent = false, at }: ChainProps) {
  const [wide, setWide] = useState(false);
  const below = wide && parent;
  const query = decisionsOf(entity, id, below, at ?? null);
  const hidden = hides(catalog, "stance");
  const { data, error, dataUpdatedAt } = useQuery({
    ...query,
    enabled: !hidden,
    placeholderData: (before) => before,
  });
  // What was read before is kept for a while.
  if (hidden) return null;
  const fault = error && <Notice tone="bad">{sentence(error)}</Notice>;
  if (!data) return fault;
  const nobody = data.seats.length === 0 && data.others.length === 0;
  if (nobody && label === undefined && !parent) return fault;
  const title = data.opportunity
    ? t("ui.decisions.title_of", { name: data.opportunity.label })
    : t("ui.decisions.title");
  const unit = { t: "ref", v: { id, label: label ?? "" } } as const;
  return (
    <section className={style.chain} aria-label={title} data-testid="decisions">
      <div className={style.head}>
        <h3 className={style.title}>{title}</h3>
        {parent && (
          <Switch value={wide} onChange={setWide}>
            {t("ui.voice.below")}
          </Switch>
        )}
      </div>
      {fault}
      {nobody ? (
        <p className={style.hint}>{t("ui.decisions.empty")}</p>
      ) : (
        <>
          {at === undefined && <DecisionGaps told={data} stamp={dataUpdatedAt} />}
          <Sides told={data} at={at} />
          <DecisionSeats told={data} unit={entity === "unit" ? id : null} catalog={catalog} at={at} />
        </>
      )}
      {label !== undefined && at === undefined && (
        <div className={style.forms}>
          {["seat", "stance"].map((kind) => (
            <RecordForm key={`${id} ${kind}`} entity={kind} given={{ unit }} catalog={catalog} />
          ))}
        </div>
      )}
    </section>
  );
}
