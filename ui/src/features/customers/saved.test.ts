/** When a table counts as changed since its view was saved. */
import { expect, it } from "vitest";
import type { ViewSetting } from "../../ipc/bindings.ts";
import { isAsSaved } from "./saved.ts";

const saved: ViewSetting = {
  columns: [
    { key: "legal_name", width: 240, pinned: true },
    { key: "level", width: 96, pinned: false },
  ],
  sort: [{ field: "level", descending: false }],
  group: null,
  filter: { all: [{ field: "level", op: "in", values: [{ t: "choice", v: "a" }] }] },
};

it("takes neither a width nor the order in which parts were written for a change", () => {
  const columns = saved.columns.map((one) => ({ ...one, width: 333 }));
  const filter = JSON.parse('{"all":[{"values":[{"v":"a","t":"choice"}],"op":"in","field":"level"}]}');
  expect(isAsSaved({ ...saved, columns, filter, scales: {}, view: "x" }, saved, "unit")).toBe(true);
});

it("takes a column, a pin, an order, a group, a filter and a unit of money for one", () => {
  const [first, second] = saved.columns as [ViewSetting["columns"][number], ViewSetting["columns"][number]];
  const changes: Partial<ViewSetting>[] = [
    { columns: [first] },
    { columns: [second, first] },
    { columns: [first, { ...second, pinned: true }] },
    { sort: [{ field: "level", descending: true }] },
    { group: "level" },
    { filter: null },
    { scales: { coop_amount: "yi" } },
  ];
  for (const change of changes) expect(isAsSaved({ ...saved, ...change }, saved, "unit")).toBe(false);
});

it("takes neither the usual unit of money nor the order of what is one of several for a change", () => {
  const several = (...codes: string[]): ViewSetting => ({
    ...saved,
    filter: { all: [{ field: "level", op: "in", values: codes.map((v) => ({ t: "choice", v })) }] },
  });
  expect(isAsSaved(several("b", "a"), several("a", "b"), "unit")).toBe(true);
  expect(isAsSaved(several("b"), several("a", "b"), "unit")).toBe(false);
  expect(isAsSaved({ ...saved, scales: { registered_capital: "one" } }, saved, "contact")).toBe(true);
});
