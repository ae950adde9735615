/** What follows from how backups stand. */
import type { BackupState } from "./bindings.ts";

/** Nothing is backed up by itself any more: every place is paused or has no rhythm. */
export function isIdle({ targets }: BackupState): boolean {
  return targets.length > 0 && targets.every(({ paused, schedule }) => paused || schedule === "off");
}
