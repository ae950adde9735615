/** The files of a record against the invented core: added, looked at, called otherwise, removed and back. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { inventedFile } from "../../../../dev/mock/invented-files.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { openRecord } from "../../../lib/place.ts";

const drawer = () => page.getByTestId("drawer");
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-file]")];
const names = () => rows().map((row) => row.querySelector("button span span")?.textContent);
const press = (name: string | RegExp) => drawer().getByRole("button", { name }).first().click();
const preview = () => page.getByTestId("file-preview");
const takeBack = () =>
  page.getByRole("region", { name: "消息" }).getByRole("button", { name: "撤销" }).last().click();
const keys = (typed: string) => userEvent.keyboard(typed);

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  openRecord({ entity: "unit", id: "u002" });
  await drawer().getByRole("tab", { name: /^文件/ }).click();
  await expect.poll(() => rows().length).toBe(4);
});

describe("the picture that shows a person", () => {
  const face = () => drawer().element().querySelector<HTMLImageElement>("header img");
  const act = (name: string) => {
    const row = rows().find((one) => one.textContent?.includes("正面照"));
    row?.querySelector<HTMLElement>(`[aria-label="${name}"]`)?.click();
  };
  const middle = (): { x: number; y: number } => {
    const box = drawer().element().querySelector("header span")?.getBoundingClientRect() ?? new DOMRect();
    const part = (at: number, of: number) => Math.round((at / of) * 10_000);
    return {
      x: part(box.x + box.width / 2, window.innerWidth),
      y: part(box.y + box.height / 2, window.innerHeight),
    };
  };

  beforeEach(async () => {
    openRecord({ entity: "contact", id: "cu002" });
    await expect.element(page.getByTestId("record-title")).toBeVisible();
    await expect.poll(() => drawer().element().querySelector("header")?.textContent).not.toBe("");
  });

  it("is let go over their face, which it takes the place of; undo brings the letter back", async () => {
    expect(face()).toBeNull();
    emit("drag", { over: true, drop: null, at: null });
    await expect
      .element(page.getByTestId("drop-zone"))
      .toHaveTextContent("松手即添加到“王芳”；图片放在上方头像处则设为头像");
    emit("drag", { over: false, drop: 4, at: middle() });
    await expect.poll(() => face()?.src).toMatch(/^data:image/);
    await expectAccessible();
    await takeBack();
    await expect.poll(face).toBeNull();
  });

  it("is not one that is let go elsewhere", async () => {
    emit("drag", { over: false, drop: 4, at: { x: 9_000, y: 9_900 } });
    await expect.poll(() => rows().length).toBe(2);
    expect(face()).toBeNull();
  });

  it("is chosen among their pictures, and gives way to the letter where it cannot be shown", async () => {
    world.records.set("f9", inventedFile("f9", { id: "cu002", label: "" }, "正面照.png", "image/png", 9));
    emit("changed", { seq: world.seq, op: "test", entities: ["attachment"], ids: ["f9"] });
    await expect.poll(() => rows().length).toBe(1);
    act("设为头像");
    await expect.poll(() => face()?.src).toMatch(/^data:image/);
    await expect.poll(() => drawer().element().querySelector('[aria-label="不再用作头像"]')).not.toBeNull();
    face()?.dispatchEvent(new Event("error"));
    await expect.poll(face).toBeNull();
  });
});

describe("the files of a customer", () => {
  it("are listed, and the tab counts them", async () => {
    expect(names()[0]).toBe("报价单 2026-11.pdf");
    await expect.element(drawer().getByRole("tab", { name: /^文件/ })).toHaveTextContent("文件4");
    await expectAccessible();
  });

  it("grow by one that is picked, and undo takes it away", async () => {
    await press("添加文件");
    await expect.poll(() => names()).toContain("新合同.txt");
    await takeBack();
    await expect.poll(() => names()).not.toContain("新合同.txt");
  });

  it("grow by those let go over the window, wherever one looks", async () => {
    await drawer().getByRole("tab", { name: /^概览/ }).click();
    emit("drag", { over: true, drop: null, at: null });
    await expect
      .element(page.getByTestId("drop-zone"))
      .toHaveTextContent("松手即添加到“鲲鹏华东装备有限公司”");
    emit("drag", { over: false, drop: 3, at: null });
    await expect.poll(() => names().slice(-2)).toEqual(["拖来的甲.txt", "拖来的乙.txt"]);
    await expect.poll(() => page.getByTestId("drop-zone").query()).toBeNull();
  });

  it("say why a folder is not taken", async () => {
    emit("drag", { over: false, drop: 0, at: null });
    await expect.element(page.getByText(/“资料”不是文件/)).toBeVisible();
  });

  it("are called otherwise in place; Escape leaves the name", async () => {
    const rename = () => rows()[2]?.querySelector<HTMLElement>('[aria-label="重命名"]')?.click();
    rename();
    await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
    await keys("x{Escape}");
    await expect.poll(() => names()[2]).toBe("会议纪要.txt");
    rename();
    await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
    await keys("{Control>}a{/Control}纪要 11-20.txt{Enter}");
    await expect.poll(() => names()[2]).toBe("纪要 11-20.txt");
    expect(world.records.get("f002-3")?.values.name).toEqual({ t: "text", v: "纪要 11-20.txt" });
  });

  it("go and come back", async () => {
    rows()[1]?.querySelector<HTMLElement>('[aria-label="移除"]')?.click();
    await expect.poll(() => rows().length).toBe(3);
    await takeBack();
    await expect.poll(() => rows().length).toBe(4);
  });
});

describe("a file looked at", () => {
  it("is a picture that keys make larger, and Escape leads back", async () => {
    await press(/厂区照片/);
    const picture = () => document.querySelector<HTMLImageElement>('[data-testid="file-preview"] img');
    await expect.poll(() => picture()?.naturalWidth).toBe(900);
    await keys("++");
    await expect.poll(() => picture()?.style.width).toBe("200%");
    await keys("0{Escape}");
    await expect.poll(() => rows().length).toBe(4);
  });

  it("is letters", async () => {
    await press(/会议纪要/);
    await expect.element(preview().getByText(/确认三季度供货数量/)).toBeVisible();
  });

  it("is the pages of a PDF, turned by keys", async () => {
    await press(/报价单/);
    const drawn = () => document.querySelector<HTMLElement>("canvas[data-drawn]")?.dataset.drawn;
    await expect.poll(drawn, { timeout: 15_000 }).toBe("1");
    await keys("{PageDown}");
    await expect.poll(drawn, { timeout: 15_000 }).toBe("2");
    await keys("{PageDown}{Home}");
    await expect.poll(drawn).toBe("1");
    await expectAccessible();
  });

  it("is not shown when it is of another kind, and can be saved out", async () => {
    await press(/框架合同/);
    await expect.element(preview().getByText("这个文件无法在此显示")).toBeVisible();
    await preview().getByRole("button", { name: "另存到保险库之外" }).last().click();
    await expect.element(page.getByText(/已另存/)).toBeVisible();
  });

  it("is gone when the vault locks", async () => {
    await press(/厂区照片/);
    await expect.element(preview()).toBeVisible();
    world.app = { ...world.app, phase: "locked" };
    emit("phase", { phase: "locked" });
    await expect.poll(() => preview().query()).toBeNull();
    expect(document.querySelector("img[src^=data]")).toBeNull();
  });
});
