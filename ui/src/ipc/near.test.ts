/** Whom a field might point at: those of the same group first, said to be, and nobody left out. */
import { beforeEach, expect, it } from "vitest";
import { resetWorld, world } from "../../dev/mock/world.ts";
import { setLanguage } from "../lib/i18n.ts";
import { findNear, unitOf } from "./near.ts";

beforeEach(() => {
  resetWorld("unlocked");
  setLanguage("zh");
});

const recordOf = (id: string) => {
  const record = world.records.get(id);
  if (!record) throw new Error(`no ${id}`);
  return record;
};

it("offers those of the group first, with their word, then all others", async () => {
  const all = await findNear("unit", "", 500, null);
  expect(all.every(({ detail }) => detail === undefined)).toBe(true);
  const near = await findNear("unit", "", 500, "u002");
  expect(near.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  const said = near.map(({ detail }) => detail !== undefined);
  const first = said.lastIndexOf(true);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(said.slice(0, first + 1).every(Boolean)).toBe(true);
  expect(near.slice(0, first + 1).some(({ id }) => id === "u002")).toBe(true);
  expect(near[0]?.detail).toBe("同一集团");
});

it("knows the unit a record is, or is of", () => {
  expect(unitOf(recordOf("u002"))).toBe("u002");
  const contact = [...world.records.values()].find(
    ({ entity, values }) => entity === "contact" && values.unit?.t === "ref",
  );
  const at = contact?.values.unit;
  expect(contact && unitOf(contact)).toBe(at?.t === "ref" ? at.v.id : undefined);
});
