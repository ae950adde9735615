/** Who decides at a unit, out of its seats, posts and stances. */
import type { Decider, DecisionPart, Decisions, RecordDto } from "../../src/ipc/bindings.ts";
import { alive, cellOf, textOf } from "./views.ts";

const idOf = (record: RecordDto, key: string): string | null => {
  const value = cellOf(record, key);
  return value.t === "ref" ? value.v.id : null;
};

function partOf(stance: RecordDto): DecisionPart {
  const choice = (key: string) => textOf(cellOf(stance, key)) || null;
  return {
    stance: stance.id,
    role: choice("role") ?? "user",
    influence: choice("influence"),
    attitude: choice("attitude"),
    coverage: choice("coverage"),
  };
}

function unitDecisions({ unit }: { unit: string }): Decisions {
  const chairs = alive("seat").filter((one) => idOf(one, "unit") === unit);
  const stances = alive("stance");
  const partsOf = (key: "contact" | "seat", id: string) =>
    stances.filter((one) => idOf(one, key) === id).map(partOf);
  const posts = alive("post").filter((one) => textOf(cellOf(one, "end")) === "");
  const decider = (id: string): Decider[] =>
    alive("contact")
      .filter((one) => one.id === id)
      .map((one) => ({
        contact: { id, label: textOf(cellOf(one, "full_name")) },
        in_office: posts.some((post) => idOf(post, "contact") === id),
        parts: partsOf("contact", id),
      }));
  const seats = chairs.map((seat) => ({
    seat: { id: seat.id, label: textOf(cellOf(seat, "name")) },
    depth: idOf(seat, "reports_to") === null ? 0 : 1,
    parts: partsOf("seat", seat.id),
    holders: posts
      .filter((post) => idOf(post, "seat") === seat.id)
      .flatMap((post) => decider(idOf(post, "contact") ?? "")),
  }));
  const seated = new Set(seats.flatMap(({ holders }) => holders.map(({ contact }) => contact.id)));
  const said = stances.filter((one) => idOf(one, "unit") === unit).map((one) => idOf(one, "contact"));
  const others = [...new Set(said)].flatMap((id) => (id && !seated.has(id) ? decider(id) : []));
  return { seats, others };
}

export const decisionCalls = { unit_decisions: unitDecisions };
