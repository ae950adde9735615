/** Amounts between columns that count in different units: what is written is the amount that was seen. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { cell, copied, input, keys, paste, type Stage, stage } from "./grid.test-kit.tsx";

let set: Stage;
const AMOUNT = 2;
const SINCE = 3;
const OWNER = 4;

const at = async (row: number, column: number) => {
  await userEvent.click(cell(row, column));
  await expect.poll(() => document.activeElement === input()).toBe(true);
};

/** Copies what is selected, as a hand does: Ctrl goes down, the texts come, then C. */
async function copy(text: string) {
  await keys("{Control>}");
  await expect.poll(() => copied("copy").getData("text/plain")).toBe(text);
  await keys("{/Control}");
}

const written = (nth = 0) => expect.poll(() => set.told.blocks[nth]?.text);

describe("an amount that is copied", () => {
  beforeEach(async () => {
    set = await stage();
    set.text = (key, row) => (key === "owner" ? "张三" : String(3280 + row));
    set.count({ amount: "wan", since: "one" });
  });

  it("of 万元 is as much in a column of 元", async () => {
    await at(0, AMOUNT);
    await copy("3280");
    await at(1, SINCE);
    paste("3280");
    await written().toEqual([["3280万元"]]);
  });

  it("of 元 is as much in a column of 万元", async () => {
    await at(0, SINCE);
    await copy("3280");
    await at(1, AMOUNT);
    paste("3280");
    await written().toEqual([["3280元"]]);
  });

  it("is as much where the unit changes between copying and pasting", async () => {
    await at(0, AMOUNT);
    await copy("3280");
    set.count({ amount: "one" });
    await expect.poll(() => document.body.textContent).not.toContain("万元");
    await at(1, AMOUNT);
    paste("3280");
    await written().toEqual([["3280万元"]]);
  });

  it("is as much where the unit changes while the paste waits for its turn", async () => {
    let go = () => {};
    set.held = new Promise((done) => {
      go = done;
    });
    await at(0, AMOUNT);
    paste("1");
    await written().toEqual([["1"]]);
    paste("2");
    set.count({ amount: "one" });
    await expect.poll(() => document.body.textContent).not.toContain("万元");
    go();
    await written(1).toEqual([["2万元"]]);
  });

  it("stays bare where both count the same", async () => {
    await at(0, AMOUNT);
    await copy("3280");
    await at(1, AMOUNT);
    paste("3280");
    await written().toEqual([["3280"]]);
  });

  it("in a block is told by its column, and comes through another system's line breaks", async () => {
    await at(0, AMOUNT);
    await userEvent.click(cell(1, OWNER), { modifiers: ["Shift"] });
    await copy("3280\t3280\t张三\n3281\t3281\t张三");
    await at(4, AMOUNT);
    set.count({ amount: "one", since: "wan" });
    await expect.poll(() => document.querySelector("[data-grid]")?.textContent).toContain("万元");
    paste("3280\t3280\t张三\r\n3281\t3281\t张三");
    await written().toEqual([
      ["3280万元", "3280元", "张三"],
      ["3281万元", "3281元", "张三"],
    ]);
  });

  it("from elsewhere is read as typed", async () => {
    await at(0, AMOUNT);
    await copy("3280");
    await at(1, SINCE);
    paste("77");
    await written().toEqual([["77"]]);
  });
});

describe("an amount that is filled", () => {
  beforeEach(async () => {
    set = await stage();
    set.text = () => "3280";
    set.count({ amount: "wan", since: "one" });
  });

  it("to the right is as much there", async () => {
    await at(1, AMOUNT);
    await keys("{Shift>}{ArrowRight}{/Shift}{Control>}r{/Control}");
    await written().toEqual([["3280万元"]]);
  });

  it("by the knob is as much there", async () => {
    await at(1, AMOUNT);
    await userEvent.dragAndDrop(document.querySelector("[data-knob]") as HTMLElement, cell(1, SINCE));
    await written().toEqual([["3280万元"]]);
  });

  it("by Ctrl Enter is what was typed, in every column", async () => {
    await at(1, AMOUNT);
    await keys("{Shift>}{ArrowRight}{/Shift}");
    await keys("5{Control>}{Enter}{/Control}");
    await written().toEqual([["5", "5万元"]]);
  });
});
