/** Applies one change to the settings and offers its undoing in the status line. */
import type { Settings } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { changeSettings } from "../../ipc/settings.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";

export type SetSetting = (change: Partial<Settings>) => void;

async function apply(before: Settings, change: Partial<Settings>): Promise<void> {
  try {
    await whileSaving(changeSettings({ ...before, ...change }));
    const back = () =>
      void changeSettings(before).then(
        () => say({ text: t("ui.settings.taken_back") }),
        (error: unknown) => say({ text: sentence(error) }),
      );
    say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: back } });
  } catch (error) {
    say({ text: sentence(error) });
  }
}

export function useSetting(settings: Settings): SetSetting {
  return (change) => void apply(settings, change);
}
