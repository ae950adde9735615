/** Who decides at a customer, in its people: by what they do, by seats; what nobody holds is marked. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import type { RecordDto, Value } from "../../../ipc/bindings.ts";
import { currentPlace, openRecord } from "../../../lib/place.ts";

const unit = "u002";
const to = (id: string): Value => ({ t: "ref", v: { id, label: "" } });
const text = (v: string): Value => ({ t: "text", v });
const choice = (v: string): Value => ({ t: "choice", v });

function put(entity: string, id: string, values: RecordDto["values"]): void {
  world.records.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  put("seat", "s1", { unit: to(unit), name: text("总经理席") });
  put("seat", "s2", { unit: to(unit), name: text("采购经理席"), reports_to: to("s1") });
  put("contact", "d1", { full_name: text("钱守成") });
  put("post", "dp1", { contact: to("d1"), unit: to(unit), seat: to("s2") });
  put("seat", "s3", { unit: to(unit), name: text("设备经理席"), reports_to: to("s1") });
  put("post", "dp2", { contact: to("d1"), unit: to(unit), seat: to("s3") });
  put("stance", "st1", { seat: to("s1"), unit: to(unit), role: choice("decider") });
  put("stance", "st2", { contact: to("d1"), unit: to(unit), role: choice("user"), attitude: choice("m2") });
  openRecord({ entity: "unit", id: unit });
  await page
    .getByTestId("drawer")
    .getByRole("tab", { name: /^联系人/ })
    .click();
});

it("tells who decides, who uses and who stands in the way, and marks a seat nobody holds", async () => {
  const chain = page.getByTestId("decisions");
  await expect.element(chain).toBeVisible();
  await expectAccessible();
  const decides = page.getByTestId("side-decides");
  expect(decides.element().textContent).toContain("总经理席");
  expect(decides.element().textContent).toContain("无人在任");
  expect(page.getByTestId("side-uses").element().textContent).toContain("钱守成");
  expect(page.getByTestId("side-blocks").element().textContent).toContain("钱守成");
  const named = page.getByTestId("side-uses").getByRole("button", { name: "钱守成" });
  expect(named.elements(), "once, whatever seats there are").toHaveLength(1);
  await chain.getByRole("button", { name: "钱守成" }).first().click();
  expect(currentPlace().record).toEqual({ entity: "contact", id: "d1" });
});
