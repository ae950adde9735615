/** Backups on an imaginary drive. */
import type {
  BackupRhythm,
  BackupState,
  BackupTarget,
  RestoreOpened,
  Snapshot,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
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
    target: "t1",
  };
}

function place(id: string, name: string, folder: string): BackupTarget {
  return {
    id,
    name,
    folder,
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
    free_bytes: 58_400_000_000,
    last_ok_at: Date.now() - 2 * 3_600_000,
    due: false,
    last_error: null,
    older_error: null,
    unsynced: false,
    set_aside: 0,
  };
}

function fresh(): BackupState {
  return {
    targets: [],
    target: place("t1", "蓝色 U 盘", "/media/lin/BACKUP/Steward"),
    running: false,
    snapshots: [0, 1, 2, 3, 4, 5, 6].map(snapshot),
    last_error: null,
    older_error: null,
    unsynced: false,
    set_aside: 0,
    former_folder: null,
  };
}

let state = settled(fresh());

/** As the core answers: what is said of the first place stands beside the list as well. */
function settled(was: BackupState): BackupState {
  const { target, last_error, older_error, unsynced, set_aside } = was;
  if (!target) return { ...was, targets: [] };
  const first = { ...target, last_error, older_error, unsynced, set_aside };
  return { ...was, target: first, targets: [first, ...was.targets.filter((one) => one.id !== first.id)] };
}

/** Another place, for stories that need two. */
export function anotherPlace(change: Partial<BackupTarget>): BackupTarget {
  return { ...place("t2", "办公室硬盘", "/media/lin/OFFICE"), ...change };
}

/** Changes a place, and answers with how backups stand then. */
function changed(id: string, change: (target: BackupTarget) => BackupTarget | null): BackupState {
  const targets = state.targets.flatMap((one) => (one.id === id ? (change(one) ?? []) : one));
  state = { ...state, targets, target: targets[0] ?? null };
  return state;
}

let forgotten: BackupTarget | null = null;

/** Puts the drive back, or as a story wants it. */
export function resetBackup(change: (state: BackupState) => void = () => undefined): void {
  state = fresh();
  change(state);
  state = settled(state);
}

/** As the core answers: what is left, and nothing wrong with it. */
function mended(stays: (one: Snapshot) => boolean): BackupState {
  state = settled({ ...state, older_error: null, snapshots: state.snapshots.filter(stays) });
  return state;
}

export const backupCalls = {
  backup_state: () => state,
  backup_set_target: ({ folder, passphrase }: { folder: string; passphrase: string }) => {
    if (passphrase !== world.passphrase) throw wireError("wrong_secret", "ui.error.wrong_secret");
    const name = folder.split("/").at(-1) ?? folder;
    const target = { ...place(`t${state.targets.length + 1}`, name, folder), last_ok_at: null, due: true };
    const targets = [...state.targets, target];
    state = { ...state, targets, target: targets[0] ?? null, former_folder: null };
    return state;
  },
  backup_set_broken_aside: () => mended((one) => one.verified_at !== null),
  backup_accept_missing: () => mended(() => true),
  backup_set_schedule: ({ target, rhythm }: { target: string; rhythm: BackupRhythm }) =>
    changed(target, (one) => ({ ...one, ...rhythm })),
  backup_rename: ({ target, name }: { target: string; name: string }) =>
    changed(target, (one) => ({ ...one, name: name.trim() })),
  backup_pause: ({ target, paused }: { target: string; paused: boolean }) =>
    changed(target, (one) => ({ ...one, paused })),
  backup_forget: ({ target }: { target: string }) =>
    changed(target, (one) => {
      forgotten = one;
      return null;
    }),
  backup_take_back: () => {
    const targets = [...state.targets, ...(forgotten ? [forgotten] : [])];
    state = { ...state, targets, target: targets[0] ?? null };
    return state;
  },
  backup_settle_clones: ({ target, folder }: { target: string; folder: string }) =>
    changed(target, (one) => ({ ...one, folder, standing: "here", connected: true, clones: [] })),
  backup_to: () => backupCalls.backup_now(),
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
  backup_now: (): Promise<Snapshot> =>
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
        state = settled(state);
        return done;
      },
    ),
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
  restore_perform: ({ name, into }: { name: string; into: string }) =>
    runJob("restore", [["restore_pages", 41_200_000]], () => {
      world.app.vault = { name, folder: `${into}/${name}.steward`, sample: false };
      world.app.phase = "unlocked";
      state = {
        ...fresh(),
        targets: [],
        target: null,
        snapshots: [],
        former_folder: fresh().target?.folder ?? null,
      };
      emit("phase", { phase: "unlocked" });
      return { recovery_key: null };
    }),
  restore_close: () => null,
};
