/** What is late: by its day, until what says that it is over. */
import { expect, it } from "vitest";
import type { RecordDto, Value } from "./bindings.ts";
import { dueOf, dueOfRecord, lateSince, toldBy, until } from "./late.ts";

const of = (values: { readonly [key in string]?: Value }) => (key: string) => values[key];
const day = (v: string): Value => ({ t: "date", v });

it("is late from the day after, as long as nothing says that it is over", () => {
  const project = (end: string, stage: string) =>
    lateSince("project", "2026-11-27", of({ end: day(end), stage: { t: "choice", v: stage } }));
  expect(project("2026-11-26", "executing")).toBe("2026-11-26");
  expect(project("2026-11-27", "executing")).toBeNull();
  for (const stage of ["done", "paused", "cancelled"]) expect(project("2026-11-26", stage)).toBeNull();
  const step = (values: { readonly [key in string]?: Value }) =>
    lateSince("milestone", "2026-11-27", of(values));
  expect(step({ due_on: day("2026-11-01"), done_on: { t: "null" } })).toBe("2026-11-01");
  expect(step({ due_on: day("2026-11-01"), done_on: day("2026-11-20") })).toBeNull();
  for (const kind of ["milestone", "project_issue"])
    for (const stage of ["done", "paused", "cancelled", "executing"]) {
      const of_project = { due_on: day("2026-11-01"), project_stage: { t: "choice", v: stage } as const };
      const late = lateSince(kind, "2026-11-27", of(of_project));
      expect(late, `${kind} of a project that is ${stage}`).toBe(stage === "executing" ? "2026-11-01" : null);
    }
  expect(lateSince("unit", "2026-11-27", of({ due_on: day("2026-11-01") }))).toBeNull();
});

it("needs beside the day what says that it is over, and of a part how the whole stands", () => {
  const told = (entity: string) => {
    const due = dueOf(entity);
    return due && toldBy(due);
  };
  expect(told("project")).toEqual(["stage"]);
  expect(told("milestone")).toEqual(["done_on", "project_stage"]);
});

it("is late from its hour on where it has one, and from the day after where it has none", () => {
  const now = Date.UTC(2026, 10, 27, 8, 0);
  const complaint = (at: string, state = "open") =>
    until(
      "complaint",
      "2026-11-27",
      of({
        promised_by: { t: "wall", v: { at, zone: "Asia/Shanghai" } },
        state: { t: "choice", v: state },
      }),
      now,
    );
  expect(complaint("2026-11-27T15:59")).toMatchObject({ day: "2026-11-27", late: true });
  expect(complaint("2026-11-27T16:00")).toMatchObject({ late: false, by: now });
  expect(complaint("2026-11-27T16:01", "reopened")).toMatchObject({ late: false, by: now + 60_000 });
  expect(complaint("2026-11-27")).toEqual({ day: "2026-11-27", by: null, late: false });
  expect(complaint("2026-11-26")).toMatchObject({ late: true });
  for (const state of ["answered", "confirmed"]) expect(complaint("2026-11-26", state)).toBeNull();
});

it("tells how long there is only of what somebody waits for", () => {
  const told = (entity: string, values: { readonly [key in string]?: Value }) =>
    dueOfRecord({ entity, values } as RecordDto, "2026-11-27", 0);
  const open = { t: "choice", v: "open" } as const;
  expect(told("promise", { due_on: day("2026-11-28"), state: open })).toMatchObject({ late: false });
  expect(told("promise", { due_on: day("2026-11-20"), state: open })).toMatchObject({ late: true });
  expect(told("promise", { due_on: day("2026-11-20"), state: { t: "choice", v: "kept" } })).toBeNull();
  expect(told("milestone", { due_on: day("2026-11-28"), done_on: { t: "null" } })).toBeNull();
});
