/** What is late: by its day, until what says that it is over. */
import { expect, it } from "vitest";
import type { Value } from "./bindings.ts";
import { dueOf, lateSince, toldBy } from "./late.ts";

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
