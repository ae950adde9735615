/** Backups on an imaginary drive. */
import type {
  BackupOlderSecrets,
  BackupRhythm,
  BackupState,
  BackupTarget,
  DrillEntry,
  DrillRhythm,
  Losses,
  ProofState,
  RestoreOpened,
  Snapshot,
  WireError,
} from "../../src/ipc/bindings.ts";
import { anewCalls } from "./anew.ts";
import { emit } from "./bus.ts";
import { cloudCalls } from "./cloud.ts";
import { drill, freshDrills } from "./drills.ts";
import { insideCalls } from "./inside.ts";
import { runJob } from "./job.ts";
import { parcelCalls } from "./parcel.ts";
import { place } from "./places.ts";
import { replacingCalls, resetReplaced } from "./replacing.ts";
import { day, snapshot } from "./snapshots.ts";
import { wireError, world } from "./world.ts";

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
    former_speaks: null,
    restored: null,
    recovery_opens: true,
    damaged_at: null,
    lost_files: [],
    salvaged: null,
  };
}

type RestoreAsked = { snapshot: string; name: string; into: string; salvage: boolean };

/** A version that lacks a part for good. */
let broken: string | null = null;

export function breakVersion(id: string): void {
  broken = id;
}

const losses: Losses = {
  tables: [
    { table: "activity", came: 168, lost: 12 },
    { table: "unit", came: 59, lost: 2 },
  ],
  rows: 14,
  customers: 2,
  dropped: 3,
  unlinked: 1,
  incomplete: ["activity"],
};

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

let older: BackupOlderSecrets[] = [];

/** The drive was away while the secrets became others. */
export function leaveDriveBehind(secrets: Omit<BackupOlderSecrets, "target" | "name">): void {
  const { id, name } = state.target as BackupTarget;
  older = [{ target: id, name, ...secrets }];
}

let keysLost = false;

/** The keys in the vault cannot be read any more. */
export function loseKeys(): void {
  keysLost = true;
}

let rhythm: DrillRhythm = "monthly";
/** Places of which no drill passed yet. */
let unproved: string[] = [];
let hindrance: WireError | null = null;
let drills = freshDrills();
let paper = { proved_at: Date.now() - 200 * day, asked: false };

function proofState(): ProofState {
  const proved_at = drills.find(({ passed, genuine }) => passed && genuine)?.drilled_at ?? null;
  const days = { never: 0, weekly: 7, monthly: 30, quarterly: 91 }[rhythm];
  return {
    rhythm,
    proved_at,
    places: Math.max(1, state.targets.length),
    unproved,
    next_at: days === 0 ? null : (proved_at ?? Date.now()) + days * day,
    hindrance,
    overdue: days !== 0 && proved_at !== null && Date.now() > proved_at + (days + 7) * day,
    drills: [...drills],
    recovery_proved_at: paper.proved_at,
    recovery_asked: paper.asked,
  };
}

/** Has the drills so far, and the recovery key's paper, be as a story wants them. */
export function resetProofs(
  given: { drills?: DrillEntry[]; asked?: boolean; unproved?: string[]; hindrance?: WireError } = {},
): void {
  hindrance = given.hindrance ?? null;
  rhythm = "monthly";
  unproved = given.unproved ?? [];
  drills = given.drills ?? freshDrills();
  paper = given.asked
    ? { proved_at: Date.now() - 400 * day, asked: true }
    : { proved_at: Date.now() - 200 * day, asked: false };
}

export { drill as inventedDrill };

/** Puts the drive back, or as a story wants it. */
export function resetBackup(change: (state: BackupState) => void = () => undefined): void {
  state = fresh();
  resetProofs();
  resetReplaced();
  older = [];
  keysLost = false;
  broken = null;
  change(state);
  state = settled(state);
}

/** As the core answers: what is left, and nothing wrong with it. */
function mended(stays: (one: Snapshot) => boolean): BackupState {
  state = settled({ ...state, older_error: null, snapshots: state.snapshots.filter(stays) });
  return state;
}

export const backupCalls = {
  backup_state: () => {
    // As the core: of a closed vault nothing is known here.
    if (world.app.phase === "locked" || world.app.phase === "none")
      throw wireError("locked", "ui.error.locked");
    return state;
  },
  backup_set_target: (args: { folder: string; passphrase: string; other: string | null }) => {
    const { folder, passphrase, other } = args;
    if (passphrase !== world.passphrase) throw wireError("wrong_secret", "error.passphrase_wrong");
    if (keysLost) throw wireError("unavailable", "error.backup_keys_elsewhere", { name: "蓝色 U 盘" });
    // A drive of somebody's who changed the passphrase since.
    if (folder.endsWith("OTHER-KEYS") && other !== "the one of before")
      throw wireError("wrong_secret", "error.backup_secret_wrong");
    const name = folder.split("/").at(-1) ?? folder;
    const target = { ...place(`t${state.targets.length + 1}`, name, folder), last_ok_at: null, due: true };
    const targets = [...state.targets, target];
    state = { ...state, targets, target: targets[0] ?? null, former_folder: null, restored: null };
    return state;
  },
  backup_opens_with: () => older,
  backup_carry_keys: ({ target, oursCount }: { target: string; oursCount: boolean }) => {
    const unclear = state.older_error?.key === "error.backup_keys_unclear" ? state.older_error : null;
    if (unclear && !oursCount) throw unclear;
    if (unclear) state = settled({ ...state, older_error: null });
    older = older.filter((one) => one.target !== target);
    return null;
  },
  backup_set_broken_aside: () => mended((one) => one.verified_at !== null),
  backup_accept_missing: () => mended(() => true),
  backup_set_schedule: ({ target, rhythm }: { target: string; rhythm: BackupRhythm }) =>
    changed(target, (one) => ({ ...one, ...rhythm })),
  backup_ahead_told: ({ target }: { target: string }) => changed(target, (one) => ({ ...one, ahead: null })),
  backup_begin_anew: () => {
    keysLost = false;
    state = { ...state, targets: [], target: null, recovery_opens: false };
    return state;
  },
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
      "drill",
      [
        ["backup_restore", 41_200_000],
        ["drill_check", 1],
        ["drill_compare", 66],
      ],
      () => {
        drills.unshift(drill(drills.length + 1, Date.now(), { by_itself: false }));
        return {
          made_at: state.snapshots[0]?.at ?? 0,
          rows: 12_431,
          tables: 66,
          records: 9_870,
          opened: 188,
          files: 214,
          compared: "contents",
          steps_since: state.snapshots[0]?.steps_since ?? null,
          took_ms: 38_000,
        };
      },
    ),
  backup_proofs: proofState,
  backup_set_drill_rhythm: (set: { rhythm: DrillRhythm }) => {
    rhythm = set.rhythm;
    return proofState();
  },
  recovery_check: ({ answer }: { answer: string }) => {
    const letters = (text: string) => text.replace(/[^a-z0-9]/gi, "").toUpperCase();
    if (letters(answer) !== letters(world.recoveryKey))
      throw wireError("wrong_secret", "ui.error.wrong_secret");
    paper = { proved_at: Date.now(), asked: false };
    return null;
  },
  recovery_put_off: () => {
    paper.asked = false;
    return null;
  },
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
  ...anewCalls(changed),
  ...insideCalls(
    () => state.snapshots,
    (id) => {
      const found = fresh().snapshots.find((one) => one.id === id);
      if (!found) throw wireError("not_found", "error.backup_snapshot_gone");
      return found;
    },
  ),
  ...replacingCalls(() => (state.target ? state : fresh()).snapshots),
  restore_open: (args: {
    folder: string;
    secret: string;
    kind: "passphrase" | "recovery";
  }): RestoreOpened => {
    if (args.kind === "passphrase" && args.secret !== world.passphrase) {
      throw wireError("wrong_secret", "ui.error.wrong_secret");
    }
    return {
      session: 1,
      vault_name: "华东客户",
      snapshots: fresh().snapshots,
      newer: null,
      refused: null,
      secret: args.kind,
    };
  },
  restore_perform: ({ snapshot: id, name, into, salvage }: RestoreAsked) =>
    runJob("restore", [[salvage ? "salvage_pages" : "restore_pages", 41_200_000]], () => {
      if (id === broken && !salvage) throw wireError("damaged", "error.backup_damaged");
      world.app.vault = { name, folder: `${into}/${name}.steward`, sample: false };
      world.app.phase = "unlocked";
      const from = fresh().snapshots.find((one) => one.id === id);
      state = {
        ...fresh(),
        targets: [],
        target: null,
        snapshots: [],
        former_folder: fresh().target?.folder ?? null,
        salvaged: salvage ? losses : null,
        restored: from ? { at: from.at, restored_at: Date.now(), steps_since: from.steps_since } : null,
      };
      emit("phase", { phase: "unlocked" });
      return { recovery_key: null };
    }),
  ...cloudCalls(
    fresh().snapshots,
    (host, address, access) => {
      const cloud = {
        ...place("t3", host, address),
        cloud: true,
        access,
        free_bytes: null,
        last_ok_at: null,
      };
      state = { ...state, targets: [...state.targets, cloud], target: state.target ?? cloud };
      return state;
    },
    (target, folder, access) => changed(target, (one) => ({ ...one, folder, access, last_error: null })),
  ),
  restore_close: () => null,
  restore_lost_told: () => {
    state = { ...state, lost_files: [], salvaged: null };
    return state;
  },
  ...parcelCalls(() => {
    const former_folder = fresh().target?.folder ?? null;
    state = { ...fresh(), targets: [], target: null, snapshots: [], former_folder };
  }),
};
