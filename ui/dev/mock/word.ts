/** What was said of a value, as it lies among the records of the mock. */
import type { Word } from "../../src/ipc/bindings.ts";
import { nothing, textOf } from "./views.ts";
import { world } from "./world.ts";

export const wordId = ({ id, field }: { id: string; field: string }) => `word:${id}:${field}`;

const silent: Word = {
  source: null,
  certainty: null,
  entered_at: null,
  verified_at: null,
  verified_by: null,
  note: null,
  unchecked_at: null,
  checked_at: null,
  checked_by: null,
  later_on: null,
  doubt: null,
  kept_at: null,
  wrong: null,
  should_be: null,
  wrong_by: null,
};

export function wordOf(id: string, field: string): Word {
  const kept = world.records.get(wordId({ id, field }))?.values;
  if (!kept) return silent;
  const text = (key: string) => textOf(kept[key] ?? nothing) || null;
  const instant = (key: string) => {
    const value = kept[key];
    return value?.t === "instant" ? value.v : null;
  };
  return {
    source: text("source"),
    certainty: text("certainty"),
    entered_at: instant("entered_at"),
    verified_at: instant("verified_at"),
    verified_by: text("verified_by"),
    note: text("note"),
    unchecked_at: instant("unchecked_at"),
    checked_at: instant("checked_at"),
    checked_by: text("checked_by"),
    later_on: text("later_on"),
    doubt: text("doubt"),
    kept_at: instant("kept_at"),
    wrong: text("wrong"),
    should_be: text("should_be"),
    wrong_by: text("wrong_by"),
  };
}
