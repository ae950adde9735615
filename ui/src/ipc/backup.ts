/** What follows from how backups stand. */
import { t } from "../lib/i18n.ts";
import type { BackupState, BackupTarget } from "./bindings.ts";

/** The places at which the last backup failed; those that are paused are left alone. */
export function failing({ targets }: BackupState): BackupTarget[] {
  return targets.filter(({ paused, last_error }) => !paused && last_error !== null);
}

/** That it failed; where others are well, at which. */
export function failedText(state: BackupState): string {
  const names = failing(state).map(({ name }) => name);
  if (state.targets.length < 2) return t("ui.backup_light.failed");
  return t("ui.backup_light.failed_at", { names: names.join(t("ui.list_comma")) });
}

export function isOlderWrong({ targets }: BackupState): boolean {
  return targets.some(({ paused, older_error }) => !paused && older_error !== null);
}

/** Nothing is backed up by itself any more: every place is paused or has no rhythm. */
export function isIdle({ targets }: BackupState): boolean {
  return targets.length > 0 && targets.every(({ paused, schedule }) => paused || schedule === "off");
}
