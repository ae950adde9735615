/** Backups on an imaginary drive. */
import type { BackupState, BackupTarget, RestoreOpened, Snapshot } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { insideCalls } from "./inside.ts";
import { runJob } from "./job.ts";
import { wireError, world } from "./world.ts";

const day = 86_400_000;

function snapshot(n: number): Snapshot {
  const at = Date.now() - n * day - 2 * 3_600_000;
  return {
    id: `s${n}`,
    at,
    bytes_added: n === 6 ? 41_200_000 : 620_000 + n * 130_000,
    units: 61 - n,
    contacts: 61 - n,
    activities: 180 - n * 4,
    commit_seq: 900 - n * 12,
    verified_at: at + 40_000,
    vault_name: "华东客户",
    steps_since: n === 0 ? 0 : n * 12 - 3,
  };
}

function fresh(): BackupState {
  return {
    target: {
      folder: "/media/lin/BACKUP/Steward",
      connected: true,
      schedule: "daily",
      at: "18:00",
      keep_daily: 7,
      keep_weekly: 4,
      keep_monthly: 12,
      free_bytes: 58_400_000_000,
      last_ok_at: Date.now() - 2 * 3_600_000,
      due: false,
    },
    running: false,
    snapshots: [0, 1, 2, 3, 4, 5, 6].map(snapshot),
    last_error: null,
    older_error: null,
    unsynced: false,
    set_aside: 0,
    former_folder: null,
    restored: null,
  };
}

let state = fresh();

/** Puts the drive back, or as a story wants it. */
export function resetBackup(change: (state: BackupState) => void = () => undefined): void {
  state = fresh();
  change(state);
}

/** As the core answers: what is left, and nothing wrong with it. */
function mended(stays: (one: Snapshot) => boolean): BackupState {
  state = { ...state, older_error: null, snapshots: state.snapshots.filter(stays) };
  return state;
}

export const backupCalls = {
  backup_state: () => state,
  backup_set_target: ({ folder, passphrase }: { folder: string; passphrase: string }) => {
    if (passphrase !== world.passphrase) throw wireError("wrong_secret", "ui.error.wrong_secret");
    const target = fresh().target as BackupTarget;
    state.target = { ...target, folder, last_ok_at: null, due: true };
    state.snapshots = [];
    state.former_folder = null;
    state.restored = null;
    return state;
  },
  backup_set_broken_aside: () => mended((one) => one.verified_at !== null),
  backup_accept_missing: () => mended(() => true),
  backup_set_schedule: (set: {
    schedule: BackupTarget["schedule"];
    at: string;
    keepDaily: number;
    keepWeekly: number;
    keepMonthly: number;
  }) => {
    if (state.target) {
      state.target = {
        ...state.target,
        schedule: set.schedule,
        at: set.at,
        keep_daily: set.keepDaily,
        keep_weekly: set.keepWeekly,
        keep_monthly: set.keepMonthly,
      };
    }
    return state;
  },
  backup_drill: () =>
    runJob(
      "backup",
      [
        ["backup_restore", 41_200_000],
        ["drill_check", 1],
        ["drill_compare", 66],
      ],
      () => ({
        made_at: state.snapshots[0]?.at ?? 0,
        rows: 12_431,
        tables: 66,
        files: 214,
        by_contents: true,
        took_ms: 38_000,
      }),
    ),
  backup_now: () =>
    runJob(
      "backup",
      [
        ["backup_copy", 41_200_000],
        ["backup_verify", 41_200_000],
      ],
      () => {
        const done = { ...snapshot(0), id: `s${Date.now()}`, at: Date.now(), verified_at: Date.now() };
        state.snapshots = [done, ...state.snapshots];
        if (state.target) state.target = { ...state.target, last_ok_at: done.at, due: false };
        return done;
      },
    ),
  ...insideCalls(() => state.snapshots),
  restore_open: (args: {
    folder: string;
    secret: string;
    kind: "passphrase" | "recovery";
  }): RestoreOpened => {
    if (args.kind === "passphrase" && args.secret !== world.passphrase) {
      throw wireError("wrong_secret", "ui.error.wrong_secret");
    }
    return { session: 1, vault_name: "华东客户", snapshots: fresh().snapshots, secret: args.kind };
  },
  restore_perform: ({ snapshot: id, name, into }: { snapshot: string; name: string; into: string }) =>
    runJob("restore", [["restore_pages", 41_200_000]], () => {
      world.app.vault = { name, folder: `${into}/${name}.steward`, sample: false };
      world.app.phase = "unlocked";
      const from = fresh().snapshots.find((one) => one.id === id);
      state = {
        ...fresh(),
        target: null,
        snapshots: [],
        former_folder: fresh().target?.folder ?? null,
        restored: from ? { at: from.at, restored_at: Date.now(), steps_since: from.steps_since } : null,
      };
      emit("phase", { phase: "unlocked" });
      return { recovery_key: null };
    }),
  restore_close: () => null,
};
