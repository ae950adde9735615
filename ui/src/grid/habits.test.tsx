/** What hands do that live in a spreadsheet: the ways of Enter and Tab, the edges, the mouse in the middle of typing. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { activeCell, cell, input, keys, type Stage, scroller, stage } from "./grid.test-kit.tsx";

let set: Stage;
const values = () => set.told.edits.map(({ id, value }) => [id, "v" in value ? value.v : null]);
const head = (at: number) => document.querySelector<HTMLElement>(`[data-head="${at}"]`) as HTMLElement;

const at = async (row: number, column: number) => {
  await userEvent.click(cell(row, column));
  await expect.poll(() => document.activeElement === input()).toBe(true);
};

describe("Enter and Tab", () => {
  beforeEach(async () => {
    set = await stage({ rows: 60 });
  });

  it("walk a range: Enter down, Shift Enter up, Tab across, and F2 edits in it", async () => {
    await at(2, 3);
    await userEvent.click(cell(3, 4), { modifiers: ["Shift"] });
    await keys("{Enter}");
    expect(activeCell()).toEqual([3, 3]);
    await keys("{Enter}");
    expect(activeCell()).toEqual([2, 4]);
    await keys("{Shift>}{Enter}{/Shift}");
    expect(activeCell()).toEqual([3, 3]);
    await keys("{Tab}");
    expect(activeCell()).toEqual([3, 4]);
    await keys("{F2}");
    expect(input().value).toBe("owner 3");
    await keys("{Escape}");
    expect(set.told.selection.cells).toBe(4);
  });

  it("walk on while Enter is held in a range, and open nothing", async () => {
    await at(2, 3);
    await userEvent.click(cell(6, 3), { modifiers: ["Shift"] });
    await keys("{Enter>3/}");
    expect(activeCell()).toEqual([5, 3]);
    expect(input().dataset.idle).toBeDefined();
  });

  it("walk all parts of a selection, and keep them", async () => {
    await at(2, 4);
    await userEvent.click(cell(5, 7), { modifiers: ["ControlOrMeta"] });
    await userEvent.click(cell(8, 4), { modifiers: ["ControlOrMeta"] });
    await keys("a{Enter}b{Enter}c{Enter}");
    await expect.poll(values).toEqual([
      ["r8", "a"],
      ["r2", "b"],
      ["r5", "c"],
    ]);
    expect(activeCell()).toEqual([8, 4]);
    await keys("{Shift>}{Tab}{/Shift}");
    expect(activeCell()).toEqual([5, 7]);
    expect(set.told.selection.cells).toBe(3);
  });

  it("go on below where Tab began", async () => {
    await at(2, 3);
    await keys("2026-02-03{Tab}Ann{Enter}");
    expect(activeCell()).toEqual([3, 3]);
    await keys("x{Enter}");
    expect(activeCell()).toEqual([4, 3]);
    // Who went elsewhere in between did not begin there.
    await keys("a{Tab}{ArrowRight}{ArrowLeft}{ArrowRight}{ArrowRight}");
    expect(activeCell()).toEqual([4, 6]);
    await keys("{ArrowRight}n{Enter}");
    expect(activeCell()).toEqual([5, 7]);
  });
});

describe("down a column with groups", () => {
  it("Enter and Tab step over the heads, in which nothing can be typed; the arrows do not", async () => {
    set = await stage({ rows: 60, grouped: true });
    await at(10, 4);
    await keys("a{Enter}b{Enter}");
    await expect.poll(values).toEqual([
      ["r10", "a"],
      ["r12", "b"],
    ]);
    await keys("{Shift>}{Enter}{/Shift}{Shift>}{Enter}{/Shift}");
    expect(activeCell()).toEqual([10, 4]);
    await keys("{End}");
    await expect.poll(activeCell).toEqual([10, 19]);
    await keys("{Tab}");
    await expect.poll(activeCell).toEqual([12, 0]);
    await keys("{ArrowUp}");
    expect(activeCell()).toEqual([11, 0]);
  });
});

describe("the keyboard", () => {
  it("is not lost with a cell that scrolls out sideways a moment after it was gone to", async () => {
    set = await stage({ rows: 60, props: { screenReader: true } });
    await userEvent.click(cell(2, 4));
    await expect.poll(() => document.activeElement === cell(2, 4)).toBe(true);
    scroller().scrollLeft = 2000;
    await expect.poll(() => document.querySelector('[data-r="2"] [data-c="4"]')).toBeNull();
    expect(document.activeElement).toBe(input());
  });
});

describe("the knob", () => {
  it("fills to the side as well, and leaves out what is computed", async () => {
    set = await stage({ rows: 60 });
    await at(2, 3);
    await userEvent.click(cell(3, 4), { modifiers: ["Shift"] });
    const knob = document.querySelector<HTMLElement>("[data-knob]") as HTMLElement;
    await userEvent.dragAndDrop(knob, cell(3, 7));
    await expect.poll(() => set.told.blocks).toHaveLength(1);
    expect(set.told.blocks[0]).toMatchObject({
      why: "fill",
      columns: ["left", "note"],
      text: [
        ["owner 2", "2026-01-05"],
        ["owner 3", "2026-01-05"],
      ],
    });
  });

  it("writes nothing where it was only pressed, or the drag was taken away", async () => {
    set = await stage({ rows: 60 });
    await at(3, 4);
    const knob = document.querySelector<HTMLElement>("[data-knob]") as HTMLElement;
    await userEvent.dblClick(knob);
    const box = knob.getBoundingClientRect();
    const point = { bubbles: true, clientX: box.x + 3, clientY: box.y + 3 };
    knob.dispatchEvent(new PointerEvent("pointerdown", point));
    window.dispatchEvent(new PointerEvent("pointermove", { ...point, clientY: box.y + 90 }));
    window.dispatchEvent(new PointerEvent("pointercancel", point));
    await new Promise((done) => setTimeout(done, 200));
    expect(set.told.blocks).toEqual([]);
  });

  it("goes on backwards upwards", async () => {
    set = await stage({ rows: 60 });
    await at(5, 4);
    await userEvent.click(cell(6, 4), { modifiers: ["Shift"] });
    const knob = document.querySelector<HTMLElement>("[data-knob]") as HTMLElement;
    await userEvent.dragAndDrop(knob, cell(2, 4));
    await expect.poll(() => set.told.blocks[0]?.text.flat()).toEqual(["owner 6", "owner 5", "owner 6"]);
  });
});

describe("the edges", () => {
  it("are selected to with Ctrl Shift and an arrow", async () => {
    set = await stage({ rows: 60 });
    await at(2, 3);
    await keys("{Control>}{Shift>}{ArrowLeft}{/Shift}{/Control}");
    expect(set.told.selection).toMatchObject({ cells: 4 });
    await keys("{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}");
    expect(set.told.selection).toMatchObject({ cells: 17 });
    expect(set.told.changes).toEqual([]);
  });

  it("meet in a corner that selects everything", async () => {
    set = await stage({ rows: 60 });
    await userEvent.click(document.querySelector<HTMLElement>("[data-corner]") as HTMLElement);
    await expect.poll(() => set.told.selection.cells).toBe(1200);
  });

  it("fit the widest text by a double click, a column too wide as well as one too narrow", async () => {
    set = await stage({ rows: 60 });
    const grip = (column: number) => head(column).querySelector<HTMLElement>("[data-grip]") as HTMLElement;
    const widths = () => set.told.changes.map((one) => (one.kind === "width" ? one.width : 0));
    await userEvent.dblClick(grip(2));
    await expect.poll(widths).toHaveLength(1);
    expect(widths()[0]).toBeLessThan(118);
    await userEvent.dblClick(grip(2));
    await expect.poll(widths).toHaveLength(2);
    expect(widths()[1]).toBe(widths()[0]);
    expect(cell(12, 2).scrollWidth).toBe(cell(12, 2).clientWidth);
  });
});

describe("in the middle of typing", () => {
  it("a click on a head stores it where it was typed, and sorts then", async () => {
    set = await stage({ rows: 60 });
    await at(2, 4);
    await keys("typed");
    await userEvent.click(head(1));
    await expect.poll(values).toEqual([["r2", "typed"]]);
    expect(set.told.sorts).toEqual([["level", false]]);
    expect(input().dataset.idle).toBe("true");
  });

  it("a fold stores it, however it was asked for", async () => {
    set = await stage({ rows: 60, grouped: true });
    await at(2, 4);
    await keys("typed");
    const fold = page.getByRole("button", { name: "收起 组 1" });
    (fold.element() as HTMLElement).click();
    await expect.poll(values).toEqual([["r2", "typed"]]);
    await at(3, 4);
    await keys("more");
    await userEvent.click(fold);
    await expect.poll(values).toEqual([
      ["r2", "typed"],
      ["r3", "more"],
    ]);
    expect(set.told.folds).toHaveLength(2);
  });

  it("the scroll bar leaves it open", async () => {
    set = await stage({ rows: 60 });
    await at(2, 4);
    await keys("typed");
    const box = scroller().getBoundingClientRect();
    scroller().dispatchEvent(
      new PointerEvent("pointerdown", { clientX: box.right + 2, clientY: box.top + 80, bubbles: true }),
    );
    expect(input().value).toBe("typed");
    expect(set.told.edits).toEqual([]);
  });

  it("a click elsewhere lets an input method end its word first", async () => {
    set = await stage({ rows: 60 });
    await at(2, 4);
    const box = input();
    const says = (type: string) => box.dispatchEvent(new CompositionEvent(type, { bubbles: true }));
    const shows = (text: string) => {
      box.value = text;
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    says("compositionstart");
    shows("zhong guo");
    // The input method puts its word in when the focus goes, as the system tells it to.
    box.addEventListener(
      "blur",
      () => {
        shows("中国");
        says("compositionend");
      },
      { once: true },
    );
    await userEvent.click(cell(5, 3));
    await expect.poll(values).toEqual([["r2", "中国"]]);
    expect(box.value).toBe("");
    await expect.poll(activeCell).toEqual([5, 3]);
    await keys("{Enter}");
    expect(box.value).toBe("2026-01-05");
  });
});
