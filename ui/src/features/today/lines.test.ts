/** What a day is looked at in: nothing important is buried under calls. */
import { expect, it } from "vitest";
import type { OccasionLine, TaskLine } from "../../ipc/bindings.ts";
import { type PartId, partsOf } from "./lines.ts";

const occasion = (source: string, record: string, given: Partial<OccasionLine> = {}): OccasionLine => ({
  source,
  entity: "unit",
  record,
  unit: null,
  contact: null,
  title: "",
  about: "2026-11-25",
  on: "2026-11-25",
  by: null,
  lateness: "today",
  late_days: 0,
  why: { key: "", values: {} },
  waits: false,
  talk: true,
  ends: false,
  missed: null,
  ...given,
});

const task = {
  id: "t",
  lateness: "today",
  due: { t: "wall", v: { at: "2026-11-25T16:00" } },
} as TaskLine;
const none: ReadonlySet<PartId> = new Set();

it("puts forty calls after an instalment, and folds most of them away", () => {
  const calls = Array.from({ length: 40 }, (_, at) => occasion("rhythm", `u${at}`));
  const all = [...calls, occasion("instalment_overdue", "i")];
  const [today] = partsOf([task], all, none);
  expect(today?.lines.slice(0, 2).map(({ key }) => key)).toEqual(["t", "instalment_overdue:i:2026-11-25"]);
  expect(today?.lines.length).toBe(7);
  expect(today?.folded.length).toBe(35);
  const [open] = partsOf([task], all, new Set<PartId>(["today"]));
  expect(open?.lines.length).toBe(42);
  expect(open?.folded).toEqual([]);
});

it("names who has a rhythm of their own before the customers to be called", () => {
  const calls = Array.from({ length: 6 }, (_, at) => occasion("rhythm", `u${at}`));
  const [today] = partsOf([], [...calls, occasion("rhythm_person", "p")], none);
  expect(today?.lines[0]?.key).toBe("rhythm_person:p:2026-11-25");
});

it("lists what others are to do by itself, however late", () => {
  const late = occasion("promise_theirs", "p", { waits: true, lateness: "overdue" });
  expect(partsOf([], [late], none).map(({ id }) => id)).toEqual(["waiting"]);
});

it("goes through a week day by day, tasks, occasions and calls together", () => {
  const due = (id: string, at: string): TaskLine =>
    ({ id, lateness: "week", due: { t: "wall", v: { at } } }) as TaskLine;
  const on = (record: string, day: string) => occasion("milestone", record, { on: day, lateness: "week" });
  const [week] = partsOf(
    [due("a", "2026-11-26T10:00"), due("b", "2026-11-28")],
    [
      on("c", "2026-11-28"),
      on("d", "2026-11-27"),
      occasion("silence", "e", { on: "2026-11-27", lateness: "week" }),
    ],
    none,
  );
  const order = week?.lines.map(({ key }) => key.split(":").at(key.includes(":") ? 1 : 0));
  expect(order).toEqual(["a", "d", "e", "b", "c"]);
});

it("keeps a reply that is owed and a promise of ours on top of what is late, however old the rest", () => {
  const late = (id: string, at: string): TaskLine =>
    ({ id, lateness: "overdue", due: { t: "wall", v: { at } } }) as TaskLine;
  const on = (source: string, record: string, day: string) =>
    occasion(source, record, { on: day, lateness: "overdue" });
  const [overdue] = partsOf(
    [late("a", "2026-10-01"), late("b", "2026-11-20")],
    [
      on("milestone", "c", "2026-10-15"),
      on("promise_ours", "d", "2026-11-23"),
      on("complaint_reply", "e", "2026-11-24"),
      on("complaint_reply", "f", "2026-11-22"),
    ],
    none,
  );
  const order = overdue?.lines.map(({ key }) => key.split(":").at(key.includes(":") ? 1 : 0));
  expect(order).toEqual(["f", "e", "d", "a", "c", "b"]);
});
