/** The texts the window shows, by message key, so that a story survives a change of wording. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./stage.mjs";

const MESSAGES = JSON.parse(readFileSync(path.join(ROOT, "assets/locales/en.json"), "utf8"));

/** A message in a language, plain or before its first blank. */
export function wordIn(locale, key) {
  const messages = JSON.parse(readFileSync(path.join(ROOT, `assets/locales/${locale}.json`), "utf8"));
  if (messages[key] === undefined) throw new Error(`no message ${key}`);
  return messages[key].split("{")[0];
}

/** A message without plural forms, its blanks filled. */
export function word(key, values = {}) {
  const pattern = MESSAGES[key];
  if (pattern === undefined) throw new Error(`no message ${key}`);
  if (/\{\s*\w+\s*,(?!\s*number\})/.test(pattern)) throw new Error(`${key} has forms: match a part of it instead`);
  return pattern.replace(/\{(\w+)(?:, number)?\}/g, (_, name) => String(values[name]));
}

/** Matches a message with plural forms by its words outside of them, and by whichever form. */
export function part(key) {
  const pattern = MESSAGES[key];
  if (pattern === undefined) throw new Error(`no message ${key}`);
  const [before, after = ""] = pattern.split(/\{.*\}/);
  const plain = (words) => words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${plain(before)}.+${plain(after)}$`);
}
