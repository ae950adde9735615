/** A place for backups, as it stands when nothing is the matter. */
import type { BackupTarget } from "../../src/ipc/bindings.ts";

export function place(id: string, name: string, folder: string): BackupTarget {
  return {
    id,
    name,
    folder,
    cloud: false,
    standing: "here",
    clones: [],
    seen_at: Date.now(),
    paused: false,
    patience_days: 1,
    connected: true,
    schedule: "daily",
    at: "18:00",
    keep_daily: 7,
    keep_weekly: 4,
    keep_monthly: 12,
    keep_yearly: 5,
    most_bytes: null,
    aside: null,
    over_limit: null,
    access: null,
    ahead: null,
    newer: null,
    free_bytes: 58_400_000_000,
    last_ok_at: Date.now() - 2 * 3_600_000,
    due: false,
    last_error: null,
    older_error: null,
    unsynced: false,
    set_aside: 0,
  };
}
