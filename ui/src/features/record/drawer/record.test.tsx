/** The drawer against the invented core: what it shows, how a field is edited, and how a conversation is logged. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { dayFromToday } from "../../../../dev/mock/invented.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { commands } from "../../../ipc/bindings.ts";
import { instant } from "../../../lib/format.ts";
import { setLanguage } from "../../../lib/i18n.ts";
import { letterKeys } from "../../../lib/keys.ts";
import { currentPlace, openRecord } from "../../../lib/place.ts";

const unit = "u002";
const keys = (typed: string) => userEvent.keyboard(typed);
const stored = (key: string, id = unit) => world.records.get(id)?.values[key];
const drawer = () => page.getByTestId("drawer");
const tab = (name: string) =>
  drawer()
    .getByRole("tab", { name: new RegExp(`^${name}`) })
    .click();
const line = (key: string) => document.querySelector<HTMLElement>(`[data-field="${key}"]`) as HTMLElement;
const press = (name: string | RegExp) => drawer().getByRole("button", { name }).first().click();
const of = (entity: string) =>
  [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);

beforeEach(async () => {
  // Drafts are forgotten with the phase, as when the vault locks.
  emit("phase", { phase: "unlocked" });
  await openTable();
  openRecord({ entity: "unit", id: unit });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("鲲鹏华东装备有限公司");
});

it("says above itself whose it is, after those it belongs to", async () => {
  const path = drawer().getByRole("navigation", { name: "所属层级" });
  await expect.poll(() => path.element().textContent).toMatch(/^鲲鹏重工集团.*鲲鹏华东装备有限公司$/);
  expect(path.element().querySelector("[aria-current=page]")?.textContent).toBe("鲲鹏华东装备有限公司");
});

it("puts a person's face before their name, and the number behind it, in one line", async () => {
  await tab("联系人");
  const card = () => document.querySelector("[data-testid=people] [data-faced]");
  await expect.poll(card).not.toBeNull();
  const parts = [...(card()?.children ?? [])].map((part) => part.getBoundingClientRect());
  expect(parts.length).toBeGreaterThanOrEqual(3);
  const rights = parts.slice(0, -1).map(({ right }) => right);
  expect(parts.slice(1).every(({ left }, at) => left >= (rights[at] ?? 0))).toBe(true);
});

describe("an edit in place", () => {
  beforeEach(async () => {
    await tab("概览");
  });

  const begin = async (key: string) => {
    line(key).querySelector("button")?.click();
    await expect.poll(() => line(key).querySelector("input")).not.toBeNull();
  };

  it("stores what was typed by Enter, and the value has the focus again", async () => {
    await begin("code");
    await keys("KH-77{Enter}");
    await expect.poll(() => stored("code")).toEqual({ t: "text", v: "KH-77" });
    await expect.poll(() => document.activeElement?.getAttribute("aria-label")).toBe("客户编号 KH-77");
  });

  it("empties a yes or no, and says what should hold something and does not", async () => {
    const own = { help: null, section: "general", kinds: [], formula: null, importance: 0 };
    const shape = { ...own, stale_after_days: null, retired: false };
    const define = (label: string, required: boolean) =>
      commands.fieldDefine("unit", "bool", null, { ...shape, label, required }, []);
    const may = await define("可否上门", false);
    const must = await define("已授权", true);
    // Missing, it is in sight without unfolding what is blank.
    await expect.poll(() => line(must)?.textContent).toContain("必填，尚未填写");
    await press(/个空白字段/);
    for (const key of [may, must]) {
      line(key).querySelector("button")?.click();
      await page.getByRole("menuitem", { name: "是", exact: true }).click();
      await expect.poll(() => stored(key)).toEqual({ t: "bool", v: true });
    }
    line(must).querySelector("button")?.click();
    await expect.element(page.getByRole("menuitem", { name: "否", exact: true })).toBeVisible();
    await expect.element(page.getByRole("menuitem", { name: "清除" })).not.toBeInTheDocument();
    await page.getByRole("menuitem", { name: "否", exact: true }).click();
    await expect.poll(() => stored(must)).toEqual({ t: "bool", v: false });
    line(may).querySelector("button")?.click();
    await page.getByRole("menuitem", { name: "清除" }).click();
    await expect.poll(() => stored(may)).toEqual({ t: "null" });
    await press("收起空白字段");
  });

  it("tells beside the field who has the same number, until they are said to be two", async () => {
    const other = [...world.records.values()].find(
      (one) => one.entity === "unit" && one.id !== unit && one.values.legal_name?.t === "text",
    );
    const name = other?.values.legal_name?.t === "text" ? other.values.legal_name.v : "";
    const phones = { t: "text", v: "021-58881234" } as const;
    if (other) world.records.set(other.id, { ...other, values: { ...other.values, phones } });
    await press(/个空白字段/);
    expect(line("phones").textContent).not.toContain(name);
    await begin("phones");
    await keys("021-58881234{Enter}");
    await expect.poll(() => line("phones").textContent).toContain(`与“${name}”的号码相同`);
    await page.getByRole("button", { name: `“${name}”不是同一个` }).click();
    await expect.poll(() => line("phones").textContent).not.toContain(name);
    expect(JSON.stringify(stored("phones"))).toContain("021-58881234");
    await press("收起空白字段");
  });

  it("drops what was typed by Escape and leaves the drawer open", async () => {
    await begin("code");
    await keys("KH-78{Escape}");
    await expect.poll(() => line("code").querySelector("input")).toBeNull();
    expect(stored("code")).toEqual({ t: "text", v: "KH-1002" });
    expect(currentPlace().record?.id).toBe(unit);
  });

  it("keeps a refused text with its reason until it is mended or dropped", async () => {
    await press(/个空白字段/);
    await begin("credit_limit");
    await keys("many{Enter}");
    await expect
      .poll(() => line("credit_limit").querySelector("[role=alert]")?.textContent)
      .toContain("不符合要求");
    expect(line("credit_limit").querySelector("input")?.value).toBe("many");
    expect(line("credit_limit").querySelector("input")?.getAttribute("aria-invalid")).toBe("true");
    await userEvent.fill(line("credit_limit").querySelector("input") as HTMLInputElement, "30万");
    await keys("{Enter}");
    await expect
      .poll(() => stored("credit_limit"))
      .toEqual({ t: "money", v: { minor: "30000000", currency: "CNY" } });
  });

  it("shows what the record says now where it changed meanwhile, and overwrites only when told to", async () => {
    await begin("code");
    await keys("MINE");
    const was = world.records.get(unit);
    if (!was) throw new Error("no such unit");
    world.records.set(unit, {
      ...was,
      rev: was.rev + 3,
      values: { ...was.values, code: { t: "text", v: "THEIRS" } },
    });
    await keys("{Enter}");
    await expect.poll(() => line("code").querySelector("[role=alert]")?.textContent).toContain("“THEIRS”");
    expect(line("code").querySelector("input")?.value).toBe("MINE");
    expect(stored("code")).toEqual({ t: "text", v: "THEIRS" });
    await press("用我的");
    await expect.poll(() => stored("code")).toEqual({ t: "text", v: "MINE" });
  });

  it("leaves a name with a comma whole when another is added", async () => {
    const was = world.records.get(unit);
    if (!was) throw new Error("no such unit");
    const values = { ...was.values, aliases: { t: "texts" as const, v: ["Kunpeng Co., Ltd"] } };
    world.records.set(unit, { ...was, values });
    emit("changed", { seq: world.seq, op: "test", entities: ["unit"], ids: [unit] });
    await expect
      .poll(() => line("aliases").querySelector("button")?.textContent)
      .toContain("Kunpeng Co., Ltd");
    line("aliases").querySelector("button")?.click();
    await expect.poll(() => line("aliases").querySelector("textarea")).not.toBeNull();
    await keys("{End}{Control>}{End}{/Control}Kunpeng{Enter}");
    await expect.poll(() => stored("aliases")).toEqual({ t: "texts", v: ["Kunpeng Co., Ltd", "Kunpeng"] });
  });

  it("is verified by V, but not while letters do nothing", async () => {
    const word = () => world.records.get(`word:${unit}:code`)?.values.verified_at?.t;
    const mark = () => line("code").querySelector("button")?.focus();
    letterKeys.set(false);
    mark();
    await keys("v");
    letterKeys.set(true);
    expect(word()).toBeUndefined();
    mark();
    await keys("v");
    await expect.poll(word).toBe("instant");
  });

  it("offers what a customer was called to be kept as a former name, with today", async () => {
    await begin("legal_name");
    await userEvent.clear(line("legal_name").querySelector("input") as HTMLInputElement);
    await keys("鲲鹏东方装备有限公司{Enter}");
    await page.getByRole("button", { name: "把“鲲鹏华东装备有限公司”记为曾用名" }).click();
    const today = instant(Date.now()).slice(0, 10);
    await expect
      .poll(() => stored("former_names"))
      .toEqual({ t: "dated", v: [{ text: "鲲鹏华东装备有限公司", until: today }] });
    await expect.poll(() => line("former_names")?.textContent).toContain(`（至 ${today}）`);
    // It opens as it is typed, and is read back the same.
    line("former_names").querySelector("button")?.click();
    await expect
      .poll(() => line("former_names").querySelector("textarea")?.value)
      .toBe(`鲲鹏华东装备有限公司 (${today})`);
  });

  it("offers nothing where the name was typed and left as it was", async () => {
    await begin("legal_name");
    await keys("{Enter}");
    await expect.poll(() => line("legal_name").querySelector("input")).toBeNull();
    expect(page.getByText("客户已更名。").query()).toBeNull();
  });

  it("tells who entered the record, and who changed it last", async () => {
    const told = () => page.getByTestId("hands").element().textContent;
    await expect.poll(told).toMatch(/录入：本人.*导入.*最近修改：本人.*编辑/);
  });

  it("chooses from a list", async () => {
    line("status").querySelector("button")?.click();
    await page.getByRole("menuitem", { name: "潜在" }).click();
    await expect.poll(() => stored("status")).toEqual({ t: "choice", v: "prospect" });
  });
});

it("brings a part that was picked into sight in a low window, and keeps the others in reach", async () => {
  await page.viewport(1024, 640);
  try {
    await tab("历史");
    const list = () => drawer().getByRole("tablist").element().getBoundingClientRect();
    const body = () =>
      document.querySelector("[data-testid=drawer] [data-pane-focus]")?.getBoundingClientRect();
    await expect.poll(() => (body()?.bottom ?? 0) - list().bottom).toBeGreaterThan(200);
    expect(list().top).toBeGreaterThanOrEqual(body()?.top ?? 0);
  } finally {
    await page.viewport(1280, 800);
  }
});

it("walks to the table's next record and back by [ and ], and Escape closes it", async () => {
  document.querySelector<HTMLElement>("[data-testid=drawer] [data-pane-focus]")?.focus();
  const first = currentPlace().record?.id;
  await keys("]");
  await expect.poll(() => currentPlace().record?.id).not.toBe(first);
  await keys("[[");
  await expect.poll(() => currentPlace().record?.id).toBe(first);
  document.querySelector<HTMLElement>("[data-testid=drawer] [data-pane-focus]")?.focus();
  await keys("{Escape}");
  await expect.poll(() => currentPlace().record).toBeUndefined();
});

it("greys who is gone, and not who will go", async () => {
  await tab("联系人");
  const post = of("post").find(({ values }) => values.unit?.t === "ref" && values.unit.v.id === unit);
  if (!post) throw new Error("nobody is at the customer");
  const ends = (days: number) => {
    const values = { ...post.values, end: { t: "date" as const, v: dayFromToday(days) } };
    world.records.set(post.id, { ...post, values });
    emit("changed", { seq: 9, op: "test", entities: ["post"], ids: [post.id] });
  };
  const gone = () => (page.getByTestId("people").element().textContent ?? "").split("已离任").length - 1;
  const before = gone();
  for (const days of [30, 0]) {
    ends(-1);
    await expect.poll(gone).toBe(before + 1);
    ends(days);
    await expect.poll(gone).toBe(before);
  }
});

it("adds a person with the post in one step", async () => {
  await tab("联系人");
  await press("添加联系人");
  await keys("高圆{Tab}厂长");
  await keys("{Enter}");
  await expect.element(page.getByTestId("people").getByText("高圆")).toBeVisible();
  expect(world.past.at(-1)?.label).toBe("op.create");
  expect(of("post").at(-1)?.values.title).toEqual({ t: "text", v: "厂长" });
});

it.each(["zh", "en"] as const)(
  "passes axe on every tab in %s",
  async (language) => {
    setLanguage(language);
    for (let at = 0; at < 5; at += 1) {
      await drawer().getByRole("tab").nth(at).click();
      await expect.element(drawer().getByRole("tabpanel")).toBeVisible();
      await expectAccessible();
    }
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await expectAccessible();
  },
  60_000,
);
