/**
 * What was copied last in this window, by its text, and what its columns counted in then: the clipboard holds digits
 * alone, as other programs want them, and in another column or another unit they mean another amount.
 */
import type { Scale } from "./format.ts";

/** What the columns of a text count in, by their place in it; none where they hold no money. */
export type Counts = readonly (Scale | undefined)[];

let last: { readonly text: string; readonly counts: Counts } | null = null;

/** A clipboard gives line breaks as its system has them. */
const unbroken = (text: string): string => text.replaceAll(/\r\n?/g, "\n");

export function rememberCopied(text: string, counts: Counts): void {
  last = { text: unbroken(text), counts };
}

/** What the clipboard's columns counted in; nothing of what comes from elsewhere. */
export function countsIn(text: string): Counts {
  return last?.text === unbroken(text) ? last.counts : [];
}

/** A locked vault leaves nothing of its records in the window. */
export function forgetCopied(): void {
  last = null;
}
