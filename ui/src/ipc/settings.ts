/** Changing the program's settings: applied at once, kept by the shell, taken back where it refuses. */

import { fetchLanguage, type Language, setLanguage, systemLanguage } from "../lib/i18n.ts";
import { type AppState, commands, type Settings } from "./bindings.ts";
import { appState, queryClient } from "./query.ts";

export function languageOf(settings: Settings): Language {
  return settings.locale === "system" ? systemLanguage() : settings.locale;
}

function put(settings: Settings): void {
  setLanguage(languageOf(settings));
  queryClient.setQueryData(appState.queryKey, (was: AppState | undefined) => was && { ...was, settings });
}

/** Resolves to the settings as kept; rejects with the shell's reason after putting the old ones back. */
export async function changeSettings(next: Settings): Promise<Settings> {
  // What is said about the change is said in the new language.
  await fetchLanguage(languageOf(next));
  const before = queryClient.getQueryData<AppState>(appState.queryKey)?.settings;
  put(next);
  try {
    const kept = await commands.setSettings(next);
    put(kept);
    return kept;
  } catch (error) {
    if (before) put(before);
    throw error;
  }
}
