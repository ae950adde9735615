/** The drawn grid: windows, the keyboard's ways, what assistive technology is told, and the mouse. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { activeCell, cell, input, keys, type Stage, said, scroller, stage } from "./grid.test-kit.tsx";

const rowsDrawn = () =>
  [...document.querySelectorAll<HTMLElement>("[data-r]")].map(({ dataset }) => Number(dataset.r));

describe("windows", () => {
  it("draws few of very many lines, and keeps their elements while scrolling", async () => {
    await stage({ rows: 100_000 });
    expect(rowsDrawn().length).toBeLessThan(50);
    const before = new Set(document.querySelectorAll("[data-r]"));
    scroller().scrollTop = 50_000 * 34;
    await expect.poll(() => Math.min(...rowsDrawn())).toBeGreaterThan(49_900);
    const kept = [...document.querySelectorAll("[data-r]")].filter((row) => before.has(row));
    expect(kept.length).toBeGreaterThan(20);
    await expect.poll(() => cell(50_005, 0).textContent).toBe("name 50005");
  });

  it("makes no element while one scrolls, through lines not yet here either, and is in order at rest", async () => {
    await stage({ rows: 100_000 });
    const body = document.querySelector("[data-body]");
    if (!body) throw new Error("no body");
    await expect.poll(() => cell(5, 0).textContent).toBe("name 5");
    const made: string[] = [];
    const watch = new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        if (node instanceof HTMLElement && !before.has(node)) made.push(node.outerHTML);
    });
    const before = new Set<Element>(body.querySelectorAll("*"));
    watch.observe(body, { childList: true, subtree: true });
    for (const row of [20, 3000, 50_007, 40_000]) {
      scroller().scrollTop = row * 34;
      await expect.poll(() => cell(row + 5, 0).textContent).toBe(`name ${row + 5}`);
    }
    await expect.poll(rowsDrawn).toEqual(rowsDrawn().toSorted((a, b) => a - b));
    watch.disconnect();
    // The button into a record is not there before the record is.
    expect(made.filter((html) => !html.startsWith("<button"))).toEqual([]);
  });

  it("asks for no line a thumb is dragged past", async () => {
    const { lines } = await stage({ rows: 100_000 });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let at = 1; at <= 20; at += 1) {
      scroller().scrollTop = at * 4000 * 34;
      await frame();
    }
    await expect.poll(() => cell(80_005, 0).textContent).toBe("name 80005");
    expect(lines.get(40_005)).toBeUndefined();
  });

  it("reaches the last of more lines than a browser can lay out", async () => {
    await stage({ rows: 2_000_000 });
    await userEvent.click(cell(0, 0));
    await keys("{Control>}{End}{/Control}");
    await expect.poll(() => rowsDrawn().includes(1_999_999)).toBe(true);
    const foot = document.querySelector("[data-foot]")?.getBoundingClientRect().top ?? 0;
    expect(Math.abs(cell(1_999_999, 0).getBoundingClientRect().bottom - foot)).toBeLessThan(2);
    const tops = rowsDrawn()
      .sort((a, b) => a - b)
      .map((row) => cell(row, 0).getBoundingClientRect().top);
    for (let at = 1; at < tops.length; at += 1) expect((tops[at] ?? 0) - (tops[at - 1] ?? 0)).toBe(34);
  });

  it("draws only the columns in view, and the pinned ones always", async () => {
    await stage();
    const drawn = () =>
      [...document.querySelectorAll<HTMLElement>('[data-r="3"] [data-c]')].map(({ dataset }) =>
        Number(dataset.c),
      );
    expect(drawn()).not.toContain(15);
    scroller().scrollLeft = 2000;
    await expect.poll(drawn).toContain(19);
    expect(drawn()).toContain(0);
    expect(drawn()).not.toContain(2);
  });
});

describe("the keyboard", () => {
  let set: Stage;
  beforeEach(async () => {
    set = await stage({ rows: 200 });
    await userEvent.click(cell(2, 1));
  });

  it("moves, jumps and pages", async () => {
    await keys("{ArrowDown}{ArrowRight}");
    expect(activeCell()).toEqual([3, 2]);
    await keys("{Home}");
    expect(activeCell()).toEqual([3, 0]);
    await keys("{Control>}{ArrowDown}{/Control}");
    await expect.poll(activeCell).toEqual([199, 0]);
    await keys("{Control>}{Home}{/Control}");
    await expect.poll(activeCell).toEqual([0, 0]);
    await keys("{PageDown}");
    await expect.poll(() => activeCell()[0]).toBeGreaterThan(10);
  });

  it("selects ranges, rows, columns and all, and says how many", async () => {
    await keys("{Shift>}{ArrowDown}{ArrowRight}{/Shift}");
    expect(set.told.selection).toMatchObject({
      cells: 4,
      area: { bands: [{ first: 2, last: 3, columns: ["level", "amount"] }] },
    });
    await expect.poll(said).toContain("已选 4 格");
    await keys("{Escape}");
    expect(set.told.selection).toMatchObject({ area: null });
    await keys("{Shift>} {/Shift}");
    expect(set.told.selection.cells).toBe(20);
    await keys("{Control>} {/Control}");
    expect(set.told.selection).toMatchObject({ cells: 200, area: { whole: true } });
    await keys("{Control>}a{/Control}");
    expect(set.told.selection.cells).toBe(4000);
  });

  it("walks a range with Tab and keeps it selected", async () => {
    await keys("{Shift>}{ArrowDown}{/Shift}{Tab}");
    expect(activeCell()).toEqual([3, 1]);
    expect(set.told.selection.cells).toBe(2);
  });

  it("opens, deletes and works on columns", async () => {
    await keys(" ");
    await keys("{Control>}{Enter}{/Control}");
    expect(set.told.opened).toEqual([
      ["r2", "peek"],
      ["r2", "page"],
    ]);
    await keys("{Control>}{Delete}{/Control}");
    await expect.poll(() => set.told.removed).toEqual([[{ id: "r2", rev: 1 }]]);
    await keys("{Alt>}{Shift>}{ArrowRight}{/Shift}{/Alt}");
    await keys("{Alt>}={/Alt}{Alt>}-{/Alt}");
    expect(set.told.changes).toEqual([
      { kind: "move", key: "level", to: 2 },
      { kind: "width", key: "amount", width: 136 },
      { kind: "width", key: "amount", width: 120 },
    ]);
  });

  it("reaches the heads, sorts there, and comes back", async () => {
    await keys("{Control>}{ArrowUp}{/Control}{ArrowUp}");
    await expect.poll(() => document.activeElement?.getAttribute("role")).toBe("columnheader");
    await keys("{ArrowRight}{Enter}{Shift>}{Enter}{/Shift}");
    expect(set.told.sorts).toEqual([
      ["amount", false],
      ["amount", true],
    ]);
    await keys("{ArrowDown}");
    await expect.poll(() => document.activeElement === input()).toBe(true);
    expect(activeCell()).toEqual([0, 2]);
  });

  it("opens a menu on the cell and gives the focus back", async () => {
    await keys("{Shift>}{F10}{/Shift}");
    await expect.element(page.getByRole("menuitem", { name: "一项" })).toBeVisible();
    await keys("{Escape}");
    await expect.poll(() => document.activeElement === input()).toBe(true);
  });

  it("does not trap Tab at its last cell", async () => {
    await keys("{Control>}{End}{/Control}");
    await expect.poll(activeCell).toEqual([199, 19]);
    await keys("{Tab}");
    expect(document.activeElement?.textContent).toBe("after");
  });

  it("focuses the cell first, then the input", async () => {
    const seen: string[] = [];
    document.addEventListener("focusin", (event) => {
      const at = event.target as HTMLElement;
      seen.push(at === input() ? "input" : (at.getAttribute("role") ?? at.tagName));
    });
    await keys("{ArrowDown}");
    await expect.poll(() => seen).toEqual(["gridcell", "input"]);
  });
});

describe("a screen reader's mode", () => {
  it("leaves the focus on the cell and still edits", async () => {
    const { told } = await stage({ props: { screenReader: true } });
    await userEvent.click(cell(1, 4));
    await keys("{ArrowDown}");
    await expect.poll(() => document.activeElement === cell(2, 4)).toBe(true);
    await keys("{F2}!{Enter}");
    await expect.poll(() => told.edits.map(({ value }) => value)).toEqual([{ t: "raw", v: "owner 2!" }]);
  });
});

describe("the focus", () => {
  it("is not lost when its cell is scrolled away", async () => {
    const { told } = await stage({ props: { screenReader: true } });
    await userEvent.click(cell(1, 4));
    await expect.poll(() => document.activeElement === cell(1, 4)).toBe(true);
    scroller().scrollTop = 5000;
    await expect.poll(() => rowsDrawn().includes(1)).toBe(false);
    expect(document.activeElement).toBe(input());
    scroller().scrollTop = 0;
    await expect.poll(() => rowsDrawn().includes(1) && document.activeElement === cell(1, 4)).toBe(true);
    await keys(" ");
    expect(told.opened).toEqual([["r1", "peek"]]);
  });
});

describe("groups", () => {
  it("have a header with a sum, and fold by key and by button", async () => {
    const { told } = await stage({ grouped: true });
    expect(cell(0, 2).textContent).toBe("10");
    await userEvent.click(cell(0, 0));
    await keys("{Control>}{ArrowLeft}{/Control}{Enter}");
    expect(told.folds).toEqual([
      ["g0", true],
      ["g0", true],
    ]);
    await userEvent.click(page.getByRole("button", { name: "收起 组 1" }));
    expect(told.folds.at(-1)).toEqual(["g11", true]);
    await keys("{Alt>}{PageDown}{/Alt}");
    await expect.poll(activeCell).toEqual([11, 0]);
  });
});

describe("the mouse", () => {
  const drag = async (from: HTMLElement, to: HTMLElement) => userEvent.dragAndDrop(from, to);

  it("selects by dragging, extends with Shift, adds with Ctrl", async () => {
    const { told } = await stage();
    await drag(cell(2, 1), cell(4, 3));
    expect(told.selection.cells).toBe(9);
    expect(activeCell()).toEqual([2, 1]);
    await userEvent.click(cell(6, 1), { modifiers: ["Shift"] });
    expect(told.selection.cells).toBe(5);
    await userEvent.click(cell(9, 4), { modifiers: ["ControlOrMeta"] });
    expect(told.selection.cells).toBe(6);
  });

  it("selects whole rows by the gutter", async () => {
    const { told } = await stage();
    const gutter = (row: number) => cell(row, 0).previousElementSibling as HTMLElement;
    await drag(gutter(3), gutter(5));
    expect(told.selection.cells).toBe(60);
  });

  it("sorts by a click, sizes by the edge, moves by dragging a head", async () => {
    const { told } = await stage();
    const head = (at: number) => document.querySelector<HTMLElement>(`[data-head="${at}"]`) as HTMLElement;
    await userEvent.click(head(1));
    expect(told.sorts).toEqual([["level", false]]);
    expect(head(1).getAttribute("aria-sort")).toBe("ascending");
    const grip = head(1).querySelector<HTMLElement>("[data-grip]") as HTMLElement;
    await userEvent.dragAndDrop(grip, head(2), { targetPosition: { x: 60, y: 10 } });
    // However far the way, the table hears of it once.
    expect(told.changes).toHaveLength(1);
    const sized = told.changes.at(-1);
    expect(sized).toMatchObject({ kind: "width", key: "level" });
    expect(sized?.kind === "width" && sized.width).toBeGreaterThan(150);
    await userEvent.dragAndDrop(head(4), head(2), { targetPosition: { x: 10, y: 10 } });
    expect(told.changes.at(-1)).toEqual({ kind: "move", key: "owner", to: 2 });
    expect(told.sorts).toHaveLength(1);
  });

  it("fills down by the knob", async () => {
    const { told } = await stage();
    await userEvent.click(cell(2, 4));
    await drag(document.querySelector<HTMLElement>("[data-knob]") as HTMLElement, cell(5, 4));
    await expect.poll(() => told.blocks).toHaveLength(1);
    expect(told.blocks[0]).toMatchObject({
      why: "fill",
      columns: ["owner"],
      text: [["owner 2"], ["owner 2"], ["owner 2"]],
    });
  });
});

describe("the selection's boxes", () => {
  it("lie inside the layer that cuts them, and begin where the pinned columns end", async () => {
    await stage();
    await userEvent.click(cell(4, 4));
    const box = () => document.querySelector('[data-box="active"]') as HTMLElement;
    const layer = () => box().parentElement?.parentElement?.getBoundingClientRect() as DOMRect;
    const inside = () => {
      const { top, bottom, left } = box().getBoundingClientRect();
      return top >= layer().top && bottom <= layer().bottom && left >= layer().left;
    };
    expect(inside()).toBe(true);
    scroller().scrollLeft = 300;
    await expect
      .poll(() => Math.round(layer().left))
      .toBe(Math.round(cell(4, 0).getBoundingClientRect().right));
    const shown = cell(4, 4).getBoundingClientRect();
    expect(Math.round(box().getBoundingClientRect().left)).toBe(Math.round(shown.left));
    scroller().scrollLeft = 0;
    scroller().scrollTop = 9000;
    await expect.poll(() => rowsDrawn().includes(270)).toBe(true);
    await userEvent.click(cell(270, 4));
    expect(inside()).toBe(true);
  });

  it("leave the summary row at the foot of the view, however few lines there are", async () => {
    await stage({ rows: 3 });
    const foot = document.querySelector("[data-foot]")?.getBoundingClientRect().bottom ?? 0;
    expect(Math.abs(foot - scroller().getBoundingClientRect().bottom)).toBeLessThan(2);
  });
});

describe("what is told", () => {
  it("is a whole treegrid", async () => {
    await stage({ rows: 500, grouped: true });
    const grid = page.getByRole("treegrid", { name: "客户表" }).element();
    expect(grid.getAttribute("aria-rowcount")).toBe("502");
    expect(grid.getAttribute("aria-colcount")).toBe("21");
    const row = cell(3, 1).closest("[role=row]");
    expect(row?.getAttribute("aria-rowindex")).toBe("5");
    expect(row?.getAttribute("aria-level")).toBe("2");
    expect(cell(3, 0).getAttribute("role")).toBe("rowheader");
    expect(cell(3, 5).getAttribute("aria-readonly")).toBe("true");
    expect(cell(3, 2).getAttribute("aria-colindex")).toBe("4");
    expect(cell(0, 0).closest("[role=row]")?.getAttribute("aria-expanded")).toBe("true");
    expect(grid.contains(input())).toBe(false);
  });

  it("is readable by a driver: no cell hides its overflow", async () => {
    await stage();
    expect(getComputedStyle(cell(1, 1)).overflowX).toBe("clip");
  });
});

describe("cutting", () => {
  it("empties nothing that the clipboard did not take", async () => {
    // More cells than a clipboard holds, fewer than that without the column nobody can write.
    const set = await stage({ rows: 2600 });
    await userEvent.click(cell(2, 4));
    await expect.poll(() => document.activeElement === input()).toBe(true);
    await keys("{Control>}a{/Control}");
    const clipboardData = new DataTransfer();
    input().dispatchEvent(new ClipboardEvent("cut", { clipboardData, bubbles: true, cancelable: true }));
    expect(set.told.refusals.at(-1)).toContain("50,000");
    await set.lines.read(0, 2600);
    expect(clipboardData.types).toEqual([]);
    expect(set.told.blocks).toEqual([]);
  });
});
