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
