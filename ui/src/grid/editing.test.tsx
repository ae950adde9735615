/** Typing into cells: input methods from the first letter, every kind of editor, refusals, the clipboard. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import {
  activeCell,
  cell,
  compose,
  copied,
  input,
  keys,
  paste,
  type Stage,
  stage,
} from "./grid.test-kit.tsx";

let set: Stage;
const values = () => set.told.edits.map(({ key, value }) => [key, "v" in value ? value.v : null]);

beforeEach(async () => {
  set = await stage({ rows: 60 });
});

const at = async (row: number, column: number) => {
  await userEvent.click(cell(row, column));
  await expect.poll(() => document.activeElement === input()).toBe(true);
};

describe("Chinese input", () => {
  it("composes in the cell from the first letter, on a cell that was only selected", async () => {
    await at(2, 4);
    await compose.letters("z");
    expect(input().value).toBe("z");
    expect(input().dataset.idle).toBeUndefined();
    await compose.letters("zhong");
    // The Enter that accepts the word belongs to the input method.
    compose.enter();
    expect(set.told.edits).toEqual([]);
    await compose.word("中");
    await compose.word("国");
    expect(input().value).toBe("中国");
    await keys("{Enter}");
    await expect.poll(values).toEqual([["owner", "中国"]]);
    expect(activeCell()).toEqual([3, 4]);
    expect(cell(2, 4).textContent).toBe("中国");
  });

  it("replaces what was there, and leaves nothing behind for the next cell", async () => {
    await at(2, 4);
    await compose.letters("shang");
    await compose.word("上海");
    await keys("{Tab}{ArrowLeft}{ArrowDown}");
    await compose.letters("bei");
    await compose.word("北京");
    await keys("{Enter}");
    await expect.poll(values).toEqual([
      ["owner", "上海"],
      ["owner", "北京"],
    ]);
  });

  it("narrows an option list while composing and picks with the arrows afterwards", async () => {
    await at(2, 1);
    await compose.letters("zhong");
    await compose.word("重");
    await expect.element(page.getByRole("option", { name: "重点" })).toBeVisible();
    await keys("{Enter}");
    await expect.poll(values).toEqual([["level", "重点"]]);
  });
});

describe("typing", () => {
  it("replaces the cell with the very first letter, even before the input has the focus", async () => {
    await at(2, 4);
    await keys("{ArrowDown}x");
    await keys("yz{Enter}");
    await expect.poll(values).toEqual([["owner", "xyz"]]);
    expect(set.told.edits[0]?.id).toBe("r3");
  });

  it("keeps the text with F2, drops it with Escape", async () => {
    await at(2, 4);
    await keys("{F2}");
    expect(input().value).toBe("owner 2");
    await keys("!{Escape}");
    expect(set.told.edits).toEqual([]);
    expect(cell(2, 4).textContent).toBe("owner 2");
    await keys("{Enter}?{Tab}");
    await expect.poll(values).toEqual([["owner", "owner 2?"]]);
    expect(activeCell()).toEqual([2, 5]);
  });

  it("sends nothing when nothing was changed", async () => {
    await at(2, 4);
    await keys("{F2}{Enter}");
    await at(2, 4);
    await keys("{F2}{Tab}");
    expect(set.told.edits).toEqual([]);
  });

  it("ends by an arrow after typing, and moves the caret after F2", async () => {
    await at(2, 4);
    await keys("ab{ArrowRight}");
    expect(activeCell()).toEqual([2, 5]);
    await expect.poll(values).toEqual([["owner", "ab"]]);
    await keys("{ArrowLeft}{F2}{ArrowLeft}c{Enter}");
    await expect.poll(() => values().at(-1)).toEqual(["owner", "acb"]);
  });

  it("sends quick edits of one record one after the other, each with the newest revision", async () => {
    await at(2, 4);
    await keys("a{Enter}{ArrowUp}b{Enter}{ArrowUp}c{Enter}");
    await expect.poll(() => set.told.edits.map(({ rev }) => rev)).toEqual([1, 2, 3]);
    await expect.poll(() => cell(2, 4).textContent).toBe("c");
  });

  it("tells why a computed cell takes no text", async () => {
    await at(2, 5);
    await keys("x");
    expect(set.told.edits).toEqual([]);
    await expect.poll(() => set.told.refusals.at(-1)).toContain("由程序计算");
    expect(input().value).toBe("");
  });

  it("breaks lines in long texts with Alt Enter", async () => {
    await at(2, 7);
    await keys("one{Alt>}{Enter}{/Alt}two{Enter}");
    await expect.poll(values).toEqual([["note", "one\ntwo"]]);
  });
});

describe("editors", () => {
  it("open a list of choices that the arrows walk", async () => {
    await at(0, 1);
    await keys("{Alt>}{ArrowDown}{/Alt}");
    await expect.element(page.getByRole("option", { name: "一般" })).toBeVisible();
    await keys("{ArrowDown}{Enter}");
    await expect.poll(() => set.told.edits[0]?.value).toEqual({ t: "choice", v: "重点" });
  });

  it("take an option by the mouse, and keep the keyboard in the grid", async () => {
    await at(0, 1);
    await keys("{Enter}");
    await userEvent.click(page.getByRole("option", { name: "一般" }));
    await expect.poll(() => set.told.edits[0]?.value).toEqual({ t: "choice", v: "一般" });
    await expect.poll(() => document.activeElement === input()).toBe(true);
  });

  it("leave a text that fits no choice to the core", async () => {
    await at(0, 1);
    await keys("nothing{Enter}");
    await expect.poll(() => set.told.edits[0]?.value).toEqual({ t: "raw", v: "nothing" });
  });

  it("read dates as typed, and offer a calendar to click", async () => {
    await at(1, 3);
    await keys("3/4{Enter}");
    await expect.poll(() => set.told.edits[0]?.value).toEqual({ t: "raw", v: "3/4" });
    await at(2, 3);
    await keys("{F2}");
    await userEvent.click(page.getByRole("button", { name: /1月20日/ }));
    await expect.poll(() => set.told.edits[1]?.value).toEqual({ t: "raw", v: "2026-01-20" });
  });

  it("go into the calendar by key and back out", async () => {
    await at(2, 3);
    await keys("{Alt>}{ArrowDown}{/Alt}");
    await expect.poll(() => document.activeElement?.closest("[data-day-picker]")).toBeTruthy();
    await keys("{ArrowRight}{Enter}");
    await expect.poll(() => set.told.edits[0]?.value).toEqual({ t: "raw", v: "2026-01-06" });
    await expect.poll(() => document.activeElement === input()).toBe(true);
  });

  it("turn yes and no over with Enter", async () => {
    await at(1, 6);
    await keys("{Enter}");
    await expect.poll(() => set.told.edits[0]?.value).toEqual({ t: "bool", v: true });
    await expect.poll(() => cell(1, 6).textContent).toBe("是");
  });

  it("put today's date in with Ctrl ;", async () => {
    await at(1, 3);
    await keys("{Control>};{/Control}");
    await expect
      .poll(() => set.told.edits[0]?.value)
      .toMatchObject({ t: "raw", v: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });
});

describe("a refusal", () => {
  beforeEach(async () => {
    set.refuse = (value) => (value.t === "raw" && value.v === "bad" ? "读不出金额。" : null);
    await at(2, 2);
    await keys("bad{Enter}");
  });

  it("keeps the typed text with its reason, and comes back to it", async () => {
    await expect.poll(() => cell(2, 2).getAttribute("aria-invalid")).toBe("true");
    expect(cell(2, 2).textContent).toBe("bad");
    expect(activeCell()).toEqual([2, 2]);
    const why = cell(2, 2).getAttribute("aria-errormessage") ?? "";
    expect(document.getElementById(why)?.textContent).toBe("读不出金额。");
    await expect.element(page.getByText("读不出金额。").last()).toBeVisible();
    await expect.poll(() => set.told.refusals.at(-1)).toContain("未保存");
  });

  it("is mended from where it stands", async () => {
    await expect.poll(() => cell(2, 2).getAttribute("aria-invalid")).toBe("true");
    await keys("{F2}");
    expect(input().value).toBe("bad");
    await keys("{Backspace}{Backspace}{Backspace}12{Enter}");
    await expect.poll(() => cell(2, 2).textContent).toBe("12");
    expect(cell(2, 2).getAttribute("aria-invalid")).toBeNull();
  });

  it("is kept for checking where there is a place for it, and then stands here no more", async () => {
    await expect.poll(() => cell(2, 2).getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("button", { name: "存为待核" }).click();
    await expect.poll(() => set.told.kept).toEqual([["r2", "amount", "bad"]]);
    await expect.poll(() => cell(2, 2).textContent).toBe("amount 2");
    expect(cell(2, 2).getAttribute("aria-invalid")).toBeNull();
  });

  it("is given up with Escape", async () => {
    await expect.poll(() => cell(2, 2).getAttribute("aria-invalid")).toBe("true");
    await keys("{Escape}");
    await expect.poll(() => cell(2, 2).textContent).toBe("amount 2");
  });
});

describe("many cells at once", () => {
  it("are copied as text and as a table that keeps long numbers whole", async () => {
    await at(2, 1);
    await keys("{Shift>}{ArrowDown}{ArrowRight}{/Shift}");
    await keys("{Control>}");
    await expect.poll(() => copied("copy").getData("text/plain")).toBe("一般\tamount 2\n战略\tamount 3");
    expect(copied("copy").getData("text/html")).toContain("mso-number-format");
    await keys("{/Control}");
  });

  it("are pasted from the corner, or all over the selection", async () => {
    await at(2, 3);
    paste("2026-01-01\tAnn\n2026-01-02\tBob");
    await expect.poll(() => set.told.blocks).toHaveLength(1);
    expect(set.told.blocks[0]).toMatchObject({
      why: "paste",
      rows: [
        { id: "r2", rev: 1 },
        { id: "r3", rev: 1 },
      ],
      columns: ["since", "owner"],
      text: [
        ["2026-01-01", "Ann"],
        ["2026-01-02", "Bob"],
      ],
      beyond: 0,
    });
    // What was pasted is selected, as in Excel.
    expect(set.told.selection).toMatchObject({ cells: 4, area: { bands: [{ first: 2, last: 3 }] } });
    await keys("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    paste("x");
    await expect.poll(() => set.told.blocks[1]?.text).toEqual([["x"], ["x"], ["x"]]);
  });

  it("come from a web page's table too, and tell what found no row", async () => {
    await at(2, 4);
    await keys("{Control>}{ArrowDown}{/Control}");
    await expect.poll(activeCell).toEqual([59, 4]);
    paste("", "<table><tr><td>a</td></tr><tr><td>b<br>c</td></tr></table>");
    await expect.poll(() => set.told.blocks[0]).toMatchObject({ text: [["a"]], beyond: 1 });
  });

  it("are cleared, cut and filled, leaving computed columns alone", async () => {
    await at(2, 4);
    await keys("{Shift>}{ArrowRight}{ArrowDown}{/Shift}{Delete}");
    await expect
      .poll(() => set.told.blocks[0])
      .toMatchObject({ why: "clear", columns: ["owner"], text: [[""], [""]] });
    await keys("{Control>}d{/Control}");
    await expect
      .poll(() => set.told.blocks[1])
      .toMatchObject({ why: "fill", rows: [{ id: "r3" }], text: [["owner 2"]] });
    await at(5, 4);
    copied("cut");
    await expect.poll(() => set.told.blocks[2]).toMatchObject({ why: "cut", rows: [{ id: "r5" }] });
    await at(6, 3);
    await keys("{Shift>}{ArrowRight}{/Shift}{Control>}r{/Control}");
    await expect
      .poll(() => set.told.blocks[3])
      .toMatchObject({ why: "fill", columns: ["owner"], text: [["2026-01-05"]] });
  });

  it("take one typed text with Ctrl Enter", async () => {
    await at(2, 4);
    await keys("{Shift>}{ArrowDown}{ArrowDown}{/Shift}same{Control>}{Enter}{/Control}");
    await expect
      .poll(() => set.told.blocks[0])
      .toMatchObject({ why: "fill", columns: ["owner"], text: [["same"], ["same"], ["same"]] });
    expect(set.told.edits).toEqual([]);
  });
});

it("shows the lines an edit opens with", async () => {
  await at(2, 7);
  await keys("一{Alt>}{Enter}{/Alt}{Enter}");
  await expect.poll(() => values().at(-1)).toEqual(["note", "一\n"]);
  await at(2, 7);
  await keys("{F2}");
  expect(input().value).toBe("一\n");
  expect(input().clientHeight).toBeGreaterThan(40);
  expect(input().scrollTop).toBe(0);
});
