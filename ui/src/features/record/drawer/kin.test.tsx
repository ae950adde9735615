/** The units below and beside one, in the drawer's head: named, a press away, and many of them told by how many. */
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { commands } from "../../../ipc/bindings.ts";
import { currentPlace, openRecord } from "../../../lib/place.ts";

const row = (name: string) => page.getByTestId("drawer").getByRole("navigation", { name });
const units = () => [...world.records.values()].filter((one) => one.entity === "unit" && !one.deleted);
const parentOf = (id: string) => {
  const above = world.records.get(id)?.values.parent;
  return above?.t === "ref" ? above.v.id : null;
};
const nameOf = (id: string) => {
  const name = world.records.get(id)?.values.legal_name;
  return name?.t === "text" ? name.v : "";
};

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
});

it("leads to a unit below, and from there to those beside it, by keys too", async () => {
  const top = units().find(({ id }) => units().filter((one) => parentOf(one.id) === id).length > 1)?.id;
  if (!top) throw new Error("no group");
  const children = units().filter(({ id }) => parentOf(id) === top);
  openRecord({ entity: "unit", id: top });
  await expect.poll(() => row("下级单位").getByRole("button").elements().length).toBeGreaterThan(1);
  await expectAccessible();
  const first = children[0]?.id ?? "";
  const chip = row("下级单位").getByRole("button", { name: nameOf(first), exact: true });
  (chip.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => currentPlace().record?.id).toBe(first);
  const beside = row("同级单位");
  await expect.element(beside).toBeVisible();
  expect(beside.getByRole("button", { name: nameOf(first), exact: true }).elements()).toHaveLength(0);
  await beside.getByRole("button").first().click();
  await expect.poll(() => parentOf(currentPlace().record?.id ?? "")).toBe(top);
});

it("names a dozen and says how many more the tree has", async () => {
  const top = units().find(({ id }) => parentOf(id) === null)?.id;
  if (!top) throw new Error("no group");
  for (let n = 0; n < 20; n += 1) {
    const id = `kin${n}`;
    const values = {
      legal_name: { t: "text", v: `分公司 ${n}` },
      kind: { t: "choice", v: "branch" },
      parent: { t: "ref", v: { id: top, label: "" } },
    } as const;
    world.records.set(id, { entity: "unit", id, rev: 1, values, warnings: [], deleted: false });
  }
  openRecord({ entity: "unit", id: top });
  await expect.poll(() => row("下级单位").getByRole("button").elements().length).toBe(13);
  await row("下级单位")
    .getByRole("button", { name: /集团树/ })
    .click();
  await expect.poll(() => currentPlace()).toMatchObject({ at: "groups", record: { id: top } });
});

it("names who has a legal representative of that name too, and leads there", async () => {
  const [one, other, third] = units();
  if (!one || !other || !third) throw new Error("no units");
  for (const unit of [one, other]) unit.values.legal_rep = { t: "text", v: "欧阳若水" };
  third.values.legal_rep = { t: "text", v: "欧阳若" };
  openRecord({ entity: "unit", id: one.id });
  const also = row("法定代表人同名");
  await expect.element(also).toBeVisible();
  expect(also.getByRole("button").elements()).toHaveLength(1);
  await also.getByRole("button", { name: nameOf(other.id), exact: true }).click();
  await expect.poll(() => currentPlace().record?.id).toBe(other.id);
  openRecord({ entity: "unit", id: third.id });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent(nameOf(third.id));
  expect(also.query()).toBeNull();
});

it("looks for nobody where nobody heads it, and lets nothing wait where somebody does", async () => {
  const [one, other] = units();
  if (!one || !other) throw new Error("no units");
  delete one.values.legal_rep;
  delete one.values.legal_rep_contact;
  other.values.legal_rep = { t: "text", v: "欧阳若水" };
  const { viewOpen } = commands;
  let asked = 0;
  vi.spyOn(commands, "viewOpen").mockImplementation((query) => {
    if (!JSON.stringify(query.filter).includes('"legal_rep')) return viewOpen(query);
    asked += 1;
    return new Promise(() => undefined);
  });
  openRecord({ entity: "unit", id: one.id });
  await expect.element(page.getByRole("tab", { name: "概览" })).toBeVisible();
  expect(asked).toBe(0);
  openRecord({ entity: "unit", id: other.id });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent(nameOf(other.id));
  await expect.element(page.getByRole("tab", { name: "概览" })).toBeVisible();
  expect(asked).toBe(1);
  vi.restoreAllMocks();
});

it("leaves the tabs where they are when those of the same name are found", async () => {
  const some = units().slice(0, 9);
  for (const unit of some) unit.values.legal_rep = { t: "text", v: "欧阳若水" };
  const [one] = some;
  if (!one) throw new Error("no units");
  const { viewOpen } = commands;
  let find: () => void = () => undefined;
  vi.spyOn(commands, "viewOpen").mockImplementation((query) => {
    if (!JSON.stringify(query.filter).includes('"legal_rep')) return viewOpen(query);
    return new Promise((done) => {
      find = () => done(viewOpen(query));
    });
  });
  openRecord({ entity: "unit", id: one.id });
  const tab = page.getByRole("tab", { name: "概览" });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent(nameOf(one.id));
  await expect.element(tab).toBeVisible();
  const top = tab.element().getBoundingClientRect().top;
  find();
  const also = row("法定代表人同名");
  await expect.element(also).toBeVisible();
  expect(also.getByRole("button").elements()).toHaveLength(5);
  const others = some.slice(1).map(({ id }) => nameOf(id));
  const titles = () =>
    [...also.element().querySelectorAll("button[title]")].map((at) => at.getAttribute("title"));
  expect(titles().every((name) => others.includes(name ?? ""))).toBe(true);
  const rest = also.getByRole("button", { name: /另有 4 家/ });
  expect(tab.element().getBoundingClientRect().top).toBe(top);
  await expectAccessible();
  // Those that had no room are a press away.
  vi.restoreAllMocks();
  await rest.click();
  await expect.poll(() => titles().sort()).toEqual(others.sort());
  expect(rest.query()).toBeNull();
  await expectAccessible();
  vi.restoreAllMocks();
});

it("goes on by the keyboard at those that were asked for, when the button that asked is gone", async () => {
  const some = units().slice(0, 9);
  for (const unit of some) unit.values.legal_rep = { t: "text", v: "欧阳若水" };
  const [one] = some;
  if (!one) throw new Error("no units");
  openRecord({ entity: "unit", id: one.id });
  const also = row("法定代表人同名");
  await expect.poll(() => also.getByRole("button").elements().length).toBe(5);
  const buttons = also.getByRole("button");
  (buttons.nth(4).element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => buttons.elements().length).toBe(8);
  await expect.element(buttons.nth(4)).toHaveFocus();
});
