/** What is at once stands side by side, and what follows has the whole width again. */
import { expect, it } from "vitest";
import type { AgendaItem } from "../../ipc/bindings.ts";
import { lanes } from "./lanes.ts";

const at = (time: string | null, minutes: number) => ({ id: `${time}`, time, minutes }) as AgendaItem;

it("lays items in lanes", () => {
  const laid = lanes([at(null, 30), at("09:00", 60), at("09:30", 15), at("10:00", 15), at("23:50", 120)]);
  expect(laid.map(({ start, minutes, lane, of }) => [start, minutes, lane, of])).toEqual([
    [540, 60, 0, 2],
    [570, 30, 1, 2],
    [600, 30, 0, 1],
    [1410, 30, 0, 1],
  ]);
});
