/**
 * Several values in one text: how a text is taken apart, put together again, and laid beside what is known by name. As
 * the core parts them (`base/words/listing`); nothing here knows what a value means.
 */
import { rankOf } from "./initials.ts";

/** One of several: what it is known by, nothing where it was only typed, and what it is called. */
export type Pick = {
  readonly id: string | null;
  readonly label: string;
  readonly detail?: string;
  readonly colour?: string | null;
  /** Still being typed: the last of them, and nobody's until it is whole. */
  readonly half?: true;
};

/** One that can be picked. */
export type Known = Pick & { readonly id: string };

const sign = /[、,，;；|]/;
const between = "、";

/** The values in a text: a line each where there are lines, else parted by the usual signs. */
export function partsOf(text: string): string[] {
  const parts = text.includes("\n") ? text.split("\n") : text.split(sign);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** Values as one text that is read back as them: a line each where one has a sign that parts values itself. */
export function joined(values: readonly string[]): string {
  if (!values.some((value) => sign.test(value))) return values.join(between);
  return values.length === 1 ? `${values[0]}\n` : values.join("\n");
}

/** A text of several after which another one can be typed. */
export function openEnded(values: readonly string[]): string {
  const text = joined(values);
  if (text === "" || text.endsWith("\n")) return text;
  return text + (text.includes("\n") ? "\n" : between);
}

/** What is typed last, and the values before it. */
export function typing(text: string): { before: string[]; part: string } {
  const lines = text.includes("\n");
  const letters = [...text];
  const at = letters.findLastIndex((letter) => letter === "\n" || (!lines && sign.test(letter))) + 1;
  return { before: partsOf(letters.slice(0, at).join("")), part: letters.slice(at).join("").trim() };
}

/** Whom each of these names means; two of one name are taken in their order. Who is not known is only a name. */
export function named<P extends Pick>(names: readonly string[], known: readonly P[]): (P | Pick)[] {
  const free = [...known];
  return names.map((label) => {
    const at = free.findIndex((one) => one.label === label);
    return at < 0 ? { id: null, label } : (free.splice(at, 1)[0] as P);
  });
}

/** Those that are whole, and the text of what is still being typed behind them. */
export function apart(picks: readonly Pick[]): { picks: readonly Pick[]; text: string } {
  return { picks: picks.filter(({ half }) => !half), text: picks.find(({ half }) => half)?.label ?? "" };
}

/** These and what is still being typed behind them. */
export const andHalf = (picks: readonly Pick[], text: string): readonly Pick[] =>
  text === "" ? picks : [...picks, { id: null, label: text, half: true }];

/** What is half typed is a name as it stands, where nothing more is typed. */
export function whole(all: readonly Pick[]): readonly Pick[] {
  const { picks, text } = apart(all);
  const label = text.trim();
  return label === "" ? picks : [...picks, { id: null, label }];
}

export const isSame = (one: Pick, other: Pick): boolean =>
  one.id === other.id && (one.id !== null || one.label === other.label);

/** What fits a text, the best first; with none typed, all in their own order. */
export function fitting<P extends Pick>(text: string, offered: readonly P[]): P[] {
  return offered
    .map((one) => ({ one, rank: Math.max(rankOf(one.label, text), one.id === text ? 3 : 0) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ one }) => one);
}
