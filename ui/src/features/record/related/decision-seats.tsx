/** The seats as they report to one another, who sits there since when, their part, and when we last talked. */
import { Minus, ThumbsDown, ThumbsUp } from "lucide-react";
import { Mark } from "../../../components/chip.tsx";
import type { Catalog, Decider, DecisionPart, DecisionSeat, Decisions, Id } from "../../../ipc/bindings.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { choiceWord } from "../words.ts";
import { LackMark } from "./decision-gaps.tsx";
import style from "./decisions.module.css";
import { walkLines } from "./walk-lines.ts";

/** Deeper ones stand no further in, or their names would have no room. */
const DEEPEST = 6;

const attitudes = {
  p2: [ThumbsUp, "ok"],
  p1: [ThumbsUp, "ok"],
  "0": [Minus, "quiet"],
  m1: [ThumbsDown, "bad"],
  m2: [ThumbsDown, "bad"],
} as const;

type At = number | undefined;

type PartsProps = {
  parts: readonly DecisionPart[];
  /** what they have elsewhere says where */ here: Id;
  catalog: Catalog;
};

function Parts({ parts, here, catalog }: PartsProps) {
  return parts.map(({ stance, unit, role, influence, attitude, opportunity }) => {
    const words = [
      choiceWord(catalog, "stance_role", role),
      influence && t("ui.decisions.influence", { word: choiceWord(catalog, "influence_level", influence) }),
      unit && unit.id !== here && t("ui.decisions.at_unit", { name: unit.label }),
      opportunity && t("ui.decisions.of_deal", { name: opportunity.label }),
    ];
    const face = attitude !== null && attitude in attitudes && attitudes[attitude as keyof typeof attitudes];
    return (
      <span key={stance} className={style.who}>
        <span className={style.part}>{words.filter(Boolean).join(" · ")}</span>
        {attitude !== null && (
          <Mark tone={face ? face[1] : "plain"} {...(face && { icon: face[0] })}>
            {choiceWord(catalog, "attitude", attitude)}
          </Mark>
        )}
      </span>
    );
  });
}

function talkText(days: number): string {
  const when =
    days === 0 ? t("ui.day.today") : days === 1 ? t("ui.day.yesterday") : t("ui.time.days_ago", { n: days });
  return t("ui.decisions.talk", { when });
}

/** Our coverage of them: when we last talked, or that we never did. */
function Talk({ one, at }: { one: Decider; at: At }) {
  const { last_talk: talk, in_office, lacks } = one;
  if (!in_office) return <LackMark lack={{ lack: "gone" }} />;
  if (!talk) return <LackMark lack={{ lack: "never_met" }} quiet={one.let_be} />;
  const silent = lacks.find(({ lack }) => lack === "silent");
  return (
    <>
      <button
        type="button"
        className={`${style.name} ${style.part}`}
        onClick={() => openRecord({ entity: "activity", id: talk.activity, asOf: at })}
      >
        {talkText(talk.days)}
      </button>
      {silent && <LackMark lack={silent} />}
    </>
  );
}

type PersonProps = { one: Decider; catalog: Catalog; at: At };

function Person({ one, catalog, at }: PersonProps) {
  const { contact, since, parts, listens_to } = one;
  return (
    <div className={style.person}>
      <span className={style.who}>
        <button
          type="button"
          className={style.name}
          onClick={() => openRecord({ entity: "contact", id: contact.id, asOf: at })}
        >
          {contact.label}
        </button>
        {since && <span className={style.part}>{t("ui.decisions.since", { day: since })}</span>}
        {one.let_be && <span className={style.part}>{t("ui.decisions.let_be")}</span>}
      </span>
      <Parts parts={parts} here={one.unit.id} catalog={catalog} />
      <Talk one={one} at={at} />
      {listens_to.length > 0 && (
        <span className={style.part}>
          {t("ui.decisions.listens_to", {
            names: listens_to.map((tie) => tie.contact.label).join(t("ui.list_comma")),
          })}
        </span>
      )}
    </div>
  );
}

type SeatProps = {
  one: DecisionSeat;
  above: string | null;
  elsewhere: boolean;
  catalog: Catalog;
  at: At;
};

function Seat({ one, above, elsewhere, catalog, at }: SeatProps) {
  const { seat, unit, depth, parts, holders, former } = one;
  return (
    <li
      className={style.seat}
      data-seat={seat.id}
      data-under={depth > 0 || undefined}
      style={{ marginInlineStart: Math.min(depth, DEEPEST) * 18 }}
      onKeyDown={(event) => {
        if (!walkLines(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div className={style.who}>
        <button
          type="button"
          className={`${style.name} ${style.chair}`}
          onClick={() => openRecord({ entity: "seat", id: seat.id, asOf: at })}
        >
          {seat.label}
          {above !== null && <span className="vh">{t("ui.decisions.reports_to", { name: above })}</span>}
        </button>
        {elsewhere && <span className={style.part}>{unit.label}</span>}
        <Parts parts={parts} here={unit.id} catalog={catalog} />
        {holders.length === 0 && <LackMark lack={{ lack: "vacant" }} />}
        {former && (
          <button
            type="button"
            className={`${style.name} ${style.part}`}
            onClick={() => openRecord({ entity: "contact", id: former.contact.id, asOf: at })}
          >
            {former.until
              ? t("ui.decisions.former_until", { name: former.contact.label, day: former.until })
              : t("ui.decisions.former", { name: former.contact.label })}
          </button>
        )}
      </div>
      {holders.map((holder) => (
        <Person key={holder.contact.id} one={holder} catalog={catalog} at={at} />
      ))}
    </li>
  );
}

/** The name of the seat each reports to, of those that are told. */
function aboveEach(seats: readonly DecisionSeat[]): (string | null)[] {
  const line: string[] = [];
  return seats.map(({ seat, depth }) => {
    line.length = depth;
    line.push(seat.label);
    return depth > 0 ? (line[depth - 1] ?? null) : null;
  });
}

type SeatsProps = { told: Decisions; unit: Id | null; catalog: Catalog; at: At };

export function DecisionSeats({ told, unit, catalog, at }: SeatsProps) {
  const { seats, others, more_seats, more_others } = told;
  const above = aboveEach(seats);
  // Of a deal whose seats are of one unit, that unit need not be said at each.
  const only = unit ?? (seats.every((one) => one.unit.id === seats[0]?.unit.id) ? seats[0]?.unit.id : null);
  return (
    <>
      {seats.length > 0 && (
        <>
          <h4 className={style.subtitle}>{t("ui.decisions.seats")}</h4>
          <ul className={style.seats}>
            {seats.map((one, index) => (
              <Seat
                key={one.seat.id}
                one={one}
                above={above[index] ?? null}
                elsewhere={one.unit.id !== only}
                catalog={catalog}
                at={at}
              />
            ))}
          </ul>
          {more_seats > 0 && <p className={style.hint}>{t("ui.decisions.more_seats", { n: more_seats })}</p>}
        </>
      )}
      {others.length > 0 && (
        <>
          <h4 className={style.subtitle}>{t("ui.decisions.others")}</h4>
          <ul className={style.seats}>
            {others.map((one) => (
              <li key={one.contact.id} className={style.seat}>
                <Person one={one} catalog={catalog} at={at} />
                {unit !== null && one.unit.id !== unit && (
                  <span className={style.part}>{one.unit.label}</span>
                )}
              </li>
            ))}
          </ul>
          {more_others > 0 && (
            <p className={style.hint}>{t("ui.decisions.more_others", { n: more_others })}</p>
          )}
        </>
      )}
    </>
  );
}
