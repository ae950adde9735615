/** How hard a passphrase is to guess, in words. */
import { message } from "../lib/i18n.ts";
import { commands, type Strength } from "./bindings.ts";

export async function judgePassphrase(text: string, words: string[]): Promise<Strength> {
  const found = await commands.passphraseStrength(text, words);
  return { ...found, hint: found.hint && (message(found.hint) ?? null) };
}
