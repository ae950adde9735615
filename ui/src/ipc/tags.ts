/** The tags in use, and which of them may be meant by what is typed. */
import { commands, type TagUse } from "./bindings.ts";
import { read } from "./query.ts";

export const tagsUsed = read("tagsUsed", [], ["*"], commands.tagsUsed);

const parts = /[\n,;，；、|]/;

/** So many are offered at a time. */
const OFFERED = 8;

/** The part that is being typed, and what stands before it. */
function typing(text: string): { before: string; part: string } {
  const at = [...text].findLastIndex((letter) => parts.test(letter)) + 1;
  const letters = [...text];
  return { before: letters.slice(0, at).join(""), part: letters.slice(at).join("").trim() };
}

/** Tags in use that are not there yet and hold what is typed last, the one worn most first. */
export function offeredTags(used: readonly TagUse[], text: string): string[] {
  const { before, part } = typing(text);
  const there = new Set(before.split(parts).map((one) => one.trim()));
  const wanted = part.toLowerCase();
  return used
    .map(({ tag }) => tag)
    .filter((tag) => !there.has(tag) && tag !== part && tag.toLowerCase().includes(wanted))
    .slice(0, OFFERED);
}

/** The text with the part that is being typed made this tag. */
export function withTag(text: string, tag: string): string {
  return `${typing(text).before}${tag}`;
}
