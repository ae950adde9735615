/** Changing the program's settings: applied at once, kept by the shell, taken back where it refuses. */
import { type AppState, commands, type Settings } from "./bindings.ts";
import { appState, queryClient } from "./query.ts";

function put(settings: Settings): void {
  queryClient.setQueryData(appState.queryKey, (was: AppState | undefined) => was && { ...was, settings });
}

/** Resolves to the settings as kept; rejects with the shell's reason after putting the old ones back. */
export async function changeSettings(next: Settings): Promise<Settings> {
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
