/** Who decides at a unit or in a deal, out of its seats, posts, stances and conversations; what that lacks. */
import type {
  Applied,
  Decider,
  DecisionPart,
  DecisionSeat,
  Decisions,
  Gap,
  Lack,
  RecordDto,
  Ref,
  Value,
} from "../../src/ipc/bindings.ts";
import { applySet } from "./records.ts";
import { allBelow } from "./tree.ts";
import { alive, cellOf, textOf } from "./views.ts";

const idOf = (record: RecordDto, key: string): string | null => {
  const value = cellOf(record, key);
  return value.t === "ref" ? value.v.id : null;
};
const named = (entity: string, id: string | null, field: string): Ref => {
  const found = alive(entity).find((one) => one.id === id);
  return { id: id ?? "", label: found ? textOf(cellOf(found, field)) : "" };
};
const dayOf = (record: RecordDto, key: string): string | null => {
  const value = cellOf(record, key);
  return value.t === "date" ? value.v : null;
};

const DAY = 86_400_000;
const LONG = 60;
const deciding = ["decider", "approver", "budget"];
const isKey = ({ role, influence }: DecisionPart) => deciding.includes(role) || influence === "3";

const unitIdOf = (stance: RecordDto): string | null =>
  ["", "seat", "opportunity"].reduce<string | null>((found, key) => {
    const at = key === "" ? stance : alive(key).find(({ id }) => id === idOf(stance, key));
    return found ?? (at ? idOf(at, "unit") : null);
  }, null);

function unitOf(stance: RecordDto): Ref | null {
  const unit = unitIdOf(stance);
  return unit === null ? null : named("unit", unit, "legal_name");
}

function partOf(stance: RecordDto): DecisionPart {
  const choice = (key: string) => textOf(cellOf(stance, key)) || null;
  const deal = idOf(stance, "opportunity");
  return {
    stance: stance.id,
    unit: unitOf(stance),
    role: choice("role") ?? "user",
    influence: choice("influence"),
    attitude: choice("attitude"),
    coverage: choice("coverage"),
    opportunity: deal === null ? null : named("opportunity", deal, "name"),
    as_of: dayOf(stance, "as_of"),
  };
}

function lastTalk(contact: string): Decider["last_talk"] {
  const talks = alive("activity").flatMap((one) => {
    const [at, with_] = [cellOf(one, "at"), cellOf(one, "contacts")];
    const met = with_.t === "refs" && with_.v.some(({ id }) => id === contact);
    return met && at.t === "instant" && at.v <= Date.now() ? [{ activity: one.id, at: at.v }] : [];
  });
  const last = talks.sort((a, b) => b.at - a.at)[0];
  return last ? { ...last, days: Math.floor((Date.now() - last.at) / DAY) } : null;
}

/** What is lacking at somebody, with the parts of their seat. */
function lacksOf(one: Decider, parts: readonly DecisionPart[]): Lack[] {
  const key = parts.some(isKey);
  if (!one.in_office) return key ? [{ lack: "gone" }] : [];
  if (one.let_be) return [];
  const lacks: Lack[] = [];
  if (!one.last_talk) lacks.push({ lack: "never_met" });
  else if (key && one.last_talk.days > LONG) lacks.push({ lack: "silent", days: one.last_talk.days });
  if (key && parts.some(({ attitude }) => attitude === "m1" || attitude === "m2"))
    lacks.push({ lack: "against" });
  return lacks;
}

const planned = (key: "contact" | "seat", id: string): Ref | null => {
  const task = alive("task").find(
    (one) =>
      idOf(one, key) === id &&
      (key === "contact" || idOf(one, "contact") === null) &&
      (textOf(cellOf(one, "state")) || "open") === "open",
  );
  return task ? { id: task.id, label: textOf(cellOf(task, "title")) } : null;
};

const order: readonly Lack["lack"][] = ["never_met", "gone", "vacant", "unknown", "silent", "against"];
const rank = (gap: Gap) => [
  gap.planned ? 1 : 0,
  gap.key ? 0 : 1,
  order.indexOf(gap.lacks[0]?.lack ?? "against"),
];

/** What the task to find out who decides at a unit was made for. */
const CAUSE = "who_decides";

function askWhoDecides(asked: { unit: string; opportunity: string | null; title: string }): Applied {
  const to = (id: string): Value => ({ t: "ref", v: { id, label: "" } });
  const values: Record<string, Value> = {
    title: { t: "text", v: asked.title },
    unit: to(asked.unit),
    state: { t: "choice", v: "open" },
    cause: { t: "text", v: CAUSE },
    ...(asked.opportunity && { opportunity: to(asked.opportunity) }),
  };
  return applySet({ label: "op.create", changes: [{ kind: "create", entity: "task", id: null, values }] });
}

/** Where nobody decides, of the units of which anything is known; of a deal, at its own. */
function undecided(seats: readonly DecisionSeat[], others: readonly Decider[], deal: Ref | null): Gap[] {
  const units = new Map<string, { unit: Ref; decided: boolean }>();
  const say = (at: Ref, decides: boolean) => {
    const unit = deal ?? at;
    units.set(unit.id, { unit, decided: decides || (units.get(unit.id)?.decided ?? false) });
  };
  const decides = ({ role }: DecisionPart) => deciding.includes(role);
  for (const seat of seats) say(seat.unit, seat.parts.some(decides));
  for (const one of [...seats.flatMap(({ holders }) => holders), ...others])
    for (const part of one.parts) say(part.unit ?? one.unit, decides(part));
  const asked = (unit: string) =>
    alive("task").find(
      (one) =>
        idOf(one, "unit") === unit &&
        textOf(cellOf(one, "cause")) === CAUSE &&
        textOf(cellOf(one, "state")) === "open",
    );
  return [...units.values()].flatMap(({ unit, decided }): Gap[] => {
    const task = asked(unit.id);
    const planned = task ? { id: task.id, label: textOf(cellOf(task, "title")) } : null;
    const lacks: Lack[] = [{ lack: "unknown" }];
    return decided ? [] : [{ unit, seat: null, contact: null, lacks, key: true, through: null, planned }];
  });
}

function gapsOf(seats: readonly DecisionSeat[], others: readonly Decider[], deal: Ref | null): Gap[] {
  const met = new Map<string, Gap>();
  const ofPerson = (one: Decider, seat: DecisionSeat | null) => {
    const parts = [...(seat?.parts ?? []), ...one.parts];
    one.lacks = lacksOf(one, parts);
    if (one.lacks.length === 0 || met.has(one.contact.id)) return;
    const through = one.listens_to.find((tie) => lastTalk(tie.contact.id) !== null)?.contact ?? null;
    met.set(one.contact.id, {
      unit: one.unit,
      seat: seat?.seat ?? null,
      contact: one.contact,
      lacks: one.lacks,
      key: parts.some(isKey),
      through,
      planned: planned("contact", one.contact.id),
    });
  };
  for (const seat of seats) for (const holder of seat.holders) ofPerson(holder, seat);
  for (const other of others) ofPerson(other, null);
  const vacant = seats.flatMap((seat): Gap[] =>
    seat.holders.length > 0
      ? []
      : [
          {
            unit: seat.unit,
            seat: seat.seat,
            contact: null,
            lacks: [{ lack: "vacant" }],
            key: seat.parts.some(isKey),
            through: null,
            planned: planned("seat", seat.seat.id),
          },
        ],
  );
  const byRank = (a: Gap, b: Gap) => {
    const [one, other] = [rank(a), rank(b)];
    const at = one.findIndex((part, index) => part !== other[index]);
    return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
  };
  return [...vacant, ...met.values(), ...undecided(seats, others, deal)].sort(byRank);
}

function depthOf(seat: RecordDto, all: readonly RecordDto[]): number {
  const above = all.find(({ id }) => id === idOf(seat, "reports_to"));
  return above ? depthOf(above, all) + 1 : 0;
}

type Asked = { entity: string; id: string; below: boolean };

function decisions({ entity, id, below }: Asked): Decisions {
  const deal = entity === "opportunity" ? id : null;
  const isHere = (unit: string | null) =>
    unit === id || (below && allBelow(id).some((one) => one.id === unit));
  const stances = alive("stance").filter((one) =>
    deal !== null
      ? idOf(one, "opportunity") === deal
      : isHere(idOf(one, "unit")) ||
        isHere(idOf(alive("seat").find((seat) => seat.id === idOf(one, "seat")) ?? one, "unit")),
  );
  const partsOf = (key: "contact" | "seat", of: string) =>
    stances.filter((one) => idOf(one, key) === of).map(partOf);
  const posts = alive("post").filter((one) => textOf(cellOf(one, "end")) === "" && !dayOf(one, "end"));
  const decider = (of: string | null, unit: Ref, since: string | null): Decider[] =>
    alive("contact")
      .filter((one) => one.id === of)
      .map((one) => ({
        contact: { id: one.id, label: textOf(cellOf(one, "full_name")) },
        unit,
        in_office: posts.some((post) => idOf(post, "contact") === of),
        since,
        parts: partsOf("contact", one.id),
        last_talk: lastTalk(one.id),
        let_be: textOf(cellOf(one, "do_not_contact")) !== "",
        listens_to: alive("influence")
          .filter((tie) => idOf(tie, "to_contact") === of)
          .map((tie) => ({
            contact: named("contact", idOf(tie, "from_contact"), "full_name"),
            strength: textOf(cellOf(tie, "strength")) || "2",
            kind: textOf(cellOf(tie, "kind")) || null,
          })),
        lacks: [],
      }));
  const inDeal = (seat: RecordDto) =>
    stances.some((one) => idOf(one, "seat") === seat.id) ||
    posts.some(
      (post) =>
        idOf(post, "seat") === seat.id &&
        stances.some(
          (one) => idOf(one, "contact") !== null && idOf(one, "contact") === idOf(post, "contact"),
        ),
    );
  const chairs = alive("seat").filter((one) => (deal === null ? isHere(idOf(one, "unit")) : inDeal(one)));
  const seats = chairs.map((seat): DecisionSeat => {
    const unit = named("unit", idOf(seat, "unit"), "legal_name");
    const ended = alive("post").find((post) => idOf(post, "seat") === seat.id && dayOf(post, "end"));
    const holders = posts
      .filter((post) => idOf(post, "seat") === seat.id)
      .flatMap((post) => decider(idOf(post, "contact"), unit, dayOf(post, "start")));
    const former = ended && {
      contact: named("contact", idOf(ended, "contact"), "full_name"),
      until: dayOf(ended, "end"),
    };
    return {
      seat: { id: seat.id, label: textOf(cellOf(seat, "name")) },
      unit,
      depth: depthOf(seat, chairs),
      parts: partsOf("seat", seat.id),
      holders,
      former: holders.length === 0 && former ? former : null,
    };
  });
  const seated = new Set(seats.flatMap(({ holders }) => holders.map(({ contact }) => contact.id)));
  const said = new Map(stances.map((one) => [idOf(one, "contact"), unitIdOf(one)]));
  const others = [...said].flatMap(([who, unit]) =>
    who && !seated.has(who) ? decider(who, named("unit", unit, "legal_name"), null) : [],
  );
  const sold = alive("opportunity").find((one) => one.id === deal);
  const gaps = gapsOf(seats, others, sold ? named("unit", idOf(sold, "unit"), "legal_name") : null);
  return {
    opportunity: deal === null ? null : named("opportunity", deal, "name"),
    seats,
    more_seats: 0,
    others,
    more_others: 0,
    gaps,
    gap_count: gaps.length,
  };
}

export const decisionCalls = { decisions, ask_who_decides: askWhoDecides };
