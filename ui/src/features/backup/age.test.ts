/** How much older a version is, in words. */
import { expect, it } from "vitest";
import { olderSentence, olderText } from "./age.ts";

const hour = 3_600_000;

it.each([
  [0.2, 2, "不到 1 小时，2 处改动"],
  [3, 1, "3 小时，1 处改动"],
  [75, 142, "3 天，142 处改动"],
  [75, 0, "没有"],
])("%s hours and %s changes", (hours, n, words) => {
  expect(olderText({ at: 0, steps_since: n }, hours * hour)).toBe(words);
});

it.each([
  [0, "保险库此后没有改动。"],
  [142, "保险库此后又有变化：3 天，142 处改动。"],
  [null, null],
])("%s changes, as a sentence", (n, words) => {
  expect(olderSentence({ at: 0, steps_since: n }, 75 * hour)).toBe(words);
});
