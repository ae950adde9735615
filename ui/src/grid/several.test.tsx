/** Cells that hold several: checked in the list, narrowed by typing, typed and pasted as text, shown one by one. */
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { fitting, joined, type Pick } from "../lib/several.ts";
import { activeCell, cell, input, keys, paste, type Stage, scroller, stage } from "./grid.test-kit.tsx";
import type { SeveralOf } from "./model.ts";
import { Several } from "./several.tsx";
import type { Picker } from "./state.ts";

const LEADS = 8;
let set: Stage;
const stored = () => set.told.edits.map(({ value }) => ("v" in value ? value.v : null));
const option = (name: string) => page.getByRole("option", { name });

const at = async (row: number) => {
  await userEvent.click(cell(row, LEADS));
  await expect.poll(() => document.activeElement === input()).toBe(true);
};

const first = { id: "1", label: "张伟", detail: "甲公司" };
const second = { id: "2", label: "张伟", detail: "乙公司" };
const of: SeveralOf = {
  picked: () => [],
  offered: async (part) => fitting(part, [first, second]),
  value: (picks) => ({ t: "raw", v: picks.map(({ id }) => id ?? "?").join() }),
  byName: false,
  takesNew: false,
};
const picker: { current: Picker | null } = { current: null };

function Cell({ held }: { held: readonly Pick[] }) {
  const opening = joined(held.map(({ label }) => label));
  const [text, setText] = useState(opening);
  return (
    <Several
      id="list"
      label="参与人"
      of={of}
      record="r1"
      text={text}
      touched={text !== opening}
      held={held}
      picker={picker}
      onText={setText}
      onActive={() => undefined}
    />
  );
}
const person = (company: string) => page.getByRole("option", { name: new RegExp(company) });
const value = () => picker.current?.chosen()?.value;

describe("in a table", () => {
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

  it("takes the one the arrows went on to, though another was checked before, and nothing the pointer is over", async () => {
    await at(3);
    await keys("{Enter}{ArrowDown} ");
    await expect.element(option("提前 1 小时")).toHaveAttribute("aria-selected", "true");
    await keys("{ArrowDown}{Enter}");
    await expect.poll(stored).toEqual([["week", "hour", "day"]]);
    await at(3);
    await keys("{Enter}");
    await userEvent.hover(option("提前一月"));
    await keys("{Enter}");
    expect(stored()).toHaveLength(1);
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
});

describe("two of one name", () => {
  it("are told apart where one is taken out and the other put in", async () => {
    await render(<Cell held={[first]} />);
    await person("甲公司").click();
    await expect.element(person("甲公司")).toHaveAttribute("aria-selected", "false");
    await person("乙公司").click();
    await expect.element(person("乙公司")).toHaveAttribute("aria-selected", "true");
    await expect.element(person("甲公司")).toHaveAttribute("aria-selected", "false");
    expect(value()).toEqual({ t: "raw", v: "2" });
  });

  it("are told apart where the first of both is taken out", async () => {
    await render(<Cell held={[first, second]} />);
    await person("甲公司").click();
    await expect.element(person("甲公司")).toHaveAttribute("aria-selected", "false");
    await expect.element(person("乙公司")).toHaveAttribute("aria-selected", "true");
    expect(value()).toEqual({ t: "raw", v: "2" });
  });
});
