/** Cells that hold several: checked in the list, narrowed by typing, typed and pasted as text, shown one by one. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { activeCell, cell, input, keys, paste, type Stage, scroller, stage } from "./grid.test-kit.tsx";

const LEADS = 8;
let set: Stage;
const stored = () => set.told.edits.map(({ value }) => ("v" in value ? value.v : null));
const option = (name: string) => page.getByRole("option", { name });

const at = async (row: number) => {
  await userEvent.click(cell(row, LEADS));
  await expect.poll(() => document.activeElement === input()).toBe(true);
};

beforeEach(async () => {
  set = await stage({ rows: 60 });
  scroller().scrollLeft = 700;
  await expect.poll(() => document.querySelector(`[data-r="0"] [data-c="${LEADS}"]`)).not.toBeNull();
});

it("shows each by itself, with its colour, and reads as a list", async () => {
  expect(cell(0, LEADS).textContent).toBe("提前一月、提前一天");
  const dot = cell(0, LEADS).querySelector<HTMLElement>("[style*=background]");
  expect(dot && getComputedStyle(dot).backgroundColor).toBe("rgb(179, 55, 43)");
});

it("opens with a list in which what is there is checked; Space checks and Enter stores", async () => {
  await at(0);
  await keys("{Enter}");
  await expect.element(option("提前一月")).toHaveAttribute("aria-selected", "true");
  await expect.element(option("提前 1 小时")).toHaveAttribute("aria-selected", "false");
  await keys("{ArrowDown} ");
  await expect.element(option("提前 1 小时")).toHaveAttribute("aria-selected", "true");
  await keys("{ArrowDown} ");
  await expect.element(option("提前一天")).toHaveAttribute("aria-selected", "false");
  await keys("{Enter}");
  await expect.poll(stored).toEqual([["month", "hour"]]);
  expect(activeCell()).toEqual([1, LEADS]);
});

it("narrows by what is typed, and takes the best fit with Enter", async () => {
  await at(2);
  await keys("{F2}yue");
  expect(option("提前一周").query()).toBeNull();
  await keys("{Escape}{F2}");
  await userEvent.fill(input(), "提前一周、一月");
  await expect.element(option("提前一月")).toBeVisible();
  await keys("{Enter}");
  await expect.poll(stored).toEqual([["week", "month"]]);
});

it("takes the one the arrows are on where nothing was checked", async () => {
  await at(3);
  await keys("{Alt>}{ArrowDown}{/Alt}");
  await expect.element(option("提前一月")).toBeVisible();
  await keys("{ArrowDown}{Enter}");
  await expect.poll(stored).toEqual([["week", "hour"]]);
});

it("checks by the mouse, keeps the keyboard in the cell, and drops all of it with Escape", async () => {
  await at(3);
  await keys("{Enter}");
  await userEvent.click(option("提前一月"));
  await expect.element(option("提前一月")).toHaveAttribute("aria-selected", "true");
  expect(document.activeElement).toBe(input());
  await keys("{Escape}");
  expect(stored()).toEqual([]);
  await keys("{Enter}");
  await userEvent.click(option("提前一周"));
  await keys("{Tab}");
  await expect.poll(() => set.told.edits.map(({ value }) => value)).toEqual([{ t: "null" }]);
});

it("leaves what fits nothing to the core, as it was typed, and sends nothing where nothing changed", async () => {
  await at(4);
  await keys("{F2}{Enter}");
  await at(4);
  await keys("{F2}3天前{Enter}");
  await expect.poll(stored).toEqual(["提前一周、3天前"]);
  await at(5);
  paste("提前一天；提前一月");
  await expect.poll(() => set.told.blocks[0]?.text).toEqual([["提前一天；提前一月"]]);
});
