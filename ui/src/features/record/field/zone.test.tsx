/** An hour by the clocks of another place: chosen in the drawer, and told where a task is listed. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { dayFromToday } from "../../../../dev/mock/invented.ts";
import { world } from "../../../../dev/mock/world.ts";
import { openTable } from "../../../../dev/stage.tsx";
import { go } from "../../../lib/place.ts";

const task = { entity: "task", id: "far" };
const day = dayFromToday(0);
const dueOf = () => {
  const due = world.records.get(task.id)?.values.due;
  return due?.t === "wall" ? due.v : null;
};

async function open(policy: string) {
  emit("phase", { phase: "unlocked" });
  await openTable();
  world.records.set(task.id, {
    ...task,
    rev: 1,
    values: {
      title: { t: "text", v: "给纽约打电话" },
      due: { t: "wall", v: { at: `${day}T10:00`, zone: "Asia/Shanghai" } },
      zone_policy: { t: "choice", v: policy },
      state: { t: "choice", v: "open" },
    },
    warnings: [],
    deleted: false,
  });
  go({ at: "today", record: task });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("给纽约打电话");
}

const zones = () => page.getByRole("combobox", { name: "时区" });

it("is put by another place's clocks, the hour stays, and the list says so", async () => {
  await open("pinned");
  await zones().click();
  await userEvent.keyboard("{Control>}a{/Control}New York");
  await page.getByRole("option", { name: /New York/ }).click();
  await expect.poll(dueOf).toEqual({ at: `${day}T10:00`, zone: "America/New_York" });
  await expect
    .poll(() => document.querySelector(`[data-task="${task.id}"] [data-zone]`)?.textContent)
    .toContain("New York");
});

it("asks for no place of what goes along with the laptop", async () => {
  await open("floating");
  await expect.poll(() => document.querySelector('[data-field="zone_policy"]')).not.toBeNull();
  expect(zones().elements()).toEqual([]);
});

it("is chosen beside the hour an answer is promised for, and of no whole day", async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  const complaint = { entity: "complaint", id: "leak" };
  const by = (at: string) =>
    world.records.set(complaint.id, {
      ...complaint,
      rev: 1,
      values: {
        name: { t: "text", v: "漏水" },
        promised_by: { t: "wall", v: { at, zone: "Asia/Shanghai" } },
        state: { t: "choice", v: "open" },
      },
      warnings: [],
      deleted: false,
    });
  by(`${day}T16:00`);
  go({ at: "customers", record: complaint });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("漏水");
  await zones().click();
  await userEvent.keyboard("{Control>}a{/Control}New York");
  await page.getByRole("option", { name: /New York/ }).click();
  const promised = () => {
    const value = world.records.get(complaint.id)?.values.promised_by;
    return value?.t === "wall" ? value.v : null;
  };
  await expect.poll(promised).toEqual({ at: `${day}T16:00`, zone: "America/New_York" });
  by(day);
  emit("changed", { seq: 2, op: "op.edit", entities: ["complaint"], ids: [complaint.id] });
  await expect.poll(() => zones().elements()).toEqual([]);
});
