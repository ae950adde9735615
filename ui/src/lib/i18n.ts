/**
 * The words of the window, in two languages, from `assets/locales`.
 *
 * `t` takes keys the compiler knows; `message` takes keys the core hands over (`error.…`, `field.…`).
 * The whole tree is drawn anew when the language changes; what is memoised takes `useLanguage()` along.
 * A language's sentences are half of what the window is made of: the other one's are fetched when it is chosen.
 */
import { type FormatError, IntlMessageFormat } from "intl-messageformat";
import type en from "../../../assets/locales/en.json";
import { createStore, useStore } from "./store.ts";

export type Language = "zh" | "en";
export type MessageKey = keyof typeof en;
export type Blanks = Record<string, string | number | boolean>;

type Words = Record<string, string>;

const files: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import("../../../assets/locales/en.json"),
  zh: () => import("../../../assets/locales/zh.json"),
};
const words: Partial<Record<Language, Words>> = {};
const tags: Record<Language, string> = { en: "en-US", zh: "zh-CN" };
const language = createStore<Language>("zh");
const compiled = new Map<string, IntlMessageFormat>();

/** What the system asks for, where the user has not chosen. */
export function systemLanguage(): Language {
  const first = typeof navigator === "undefined" ? "zh" : (navigator.languages[0] ?? navigator.language);
  return first.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Has a language's sentences at hand. */
export async function fetchLanguage(next: Language): Promise<void> {
  words[next] ??= (await files[next]()).default;
}

/** The latest choice counts, however long the one before it takes to come. */
let chosen: Language = language.get();

/** At once where its sentences are at hand, or else as soon as they are. */
export function setLanguage(next: Language): void {
  chosen = next;
  if (words[next]) language.set(next);
  else void fetchLanguage(next).then(() => chosen === next && language.set(next));
}

export function currentLanguage(): Language {
  return language.get();
}

/** The BCP 47 tag for `Intl` and for React Aria. */
export function localeTag(): string {
  return tags[language.get()];
}

export function useLanguage(): Language {
  return useStore(language);
}

function fill(key: string, blanks: Blanks | undefined): string | null {
  const now = language.get();
  const text = words[now]?.[key];
  if (text === undefined) return null;
  if (!text.includes("{")) return text;
  const slot = `${now}:${key}`;
  let format = compiled.get(slot);
  if (!format) {
    format = new IntlMessageFormat(text, tags[now], undefined, { ignoreTag: true });
    compiled.set(slot, format);
  }
  try {
    return String(format.format(blanks));
  } catch (error) {
    // A blank nobody filled: the sentence with its braces is still better than none.
    return (error as FormatError).originalMessage ?? text;
  }
}

/** The message `key` in the current language. */
export function t(key: MessageKey, blanks?: Blanks): string {
  return fill(key, blanks) ?? key;
}

/** The message a key from the core names, or null where no such sentence exists. */
export function message(key: string, blanks?: Blanks): string | null {
  return fill(key, blanks);
}
