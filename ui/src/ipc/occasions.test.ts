/** What reminds by itself has an hour: a task of it is due at it, and lists are read anew as it passes. */
import { expect, it } from "vitest";
import { instant } from "../lib/format.ts";
import type { OccasionLine } from "./bindings.ts";
import { taskDue, untilPassed } from "./occasions.ts";

const now = new Date(2026, 10, 24, 10, 0).getTime();
const due = (on: string, by: number | null) => taskDue({ on, by } as OccasionLine, "2026-11-24", now);

it("is due at its hour while that is ahead, and else on its day", () => {
  const hour = now + 6 * 3_600_000;
  expect(instant(hour)).toBe("2026-11-24 16:00");
  expect(due("2026-11-24", hour)).toBe("2026-11-24 16:00");
  expect(due("2026-11-24", now - 3_600_000)).toBe("2026-11-24");
  expect(due("2026-11-26", null)).toBe("2026-11-26");
  expect(due("2026-11-20", null)).toBe("2026-11-24");
});

it("is read anew once the next hour has passed", () => {
  const at = (minutes: number) => ({ by: now + minutes * 60_000 });
  expect(untilPassed([at(30), at(5), at(-5), { by: null }], now)).toBe(6 * 60_000);
  expect(untilPassed([at(0)], now)).toBe(60_000);
  expect(untilPassed([at(40 * 24 * 60)], now), "no longer than a clock can wait").toBe(86_400_000);
  expect(untilPassed([at(-1), { by: null }], now)).toBe(false);
});
