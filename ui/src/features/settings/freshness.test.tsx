/** How long a value counts as true, and who looks at changes: each is said without the other. */
import { beforeEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { openTable } from "../../../dev/stage.tsx";
import { commands, type FieldRule } from "../../ipc/bindings.ts";
import { go } from "../../lib/place.ts";

const rule = (change: Partial<FieldRule>): FieldRule => ({
  entity: "unit",
  field: "code",
  stale_after: null,
  usual: null,
  importance: 0,
  check: false,
  confirm: null,
  own: false,
  ages: true,
  ...change,
});

beforeEach(async () => {
  vi.restoreAllMocks();
  emit("phase", { phase: "unlocked" });
  await openTable();
});

it("says nothing of an own field's days where only the second person is switched", async () => {
  const days = [
    { own: true, usual: 30, stale_after: 30 },
    // Its kind of record does not grow old, and its days are its definition's all the same.
    { own: true, usual: 30, stale_after: null, ages: false, field: "short_name" },
    { usual: 90, stale_after: 60, field: "address" },
    { usual: 90, stale_after: 90, field: "website" },
  ];
  vi.spyOn(commands, "fieldRules").mockResolvedValue(days.map(rule));
  const set = vi.spyOn(commands, "fieldRuleSet").mockResolvedValue(null);
  go({ at: "settings", part: "freshness" });
  const switches = page.getByRole("switch", { name: /：改动后复核$/ });
  await expect.poll(() => switches.elements().length, { timeout: 10_000 }).toBe(days.length);
  for (const knob of switches.elements()) (knob as HTMLElement).click();
  await expect
    .poll(() => set.mock.calls.map(([, field, sent]) => [field, sent]))
    .toEqual([
      ["code", null],
      ["short_name", null],
      ["address", 60],
      ["website", null],
    ]);
});
