// The typed door between window and core. Generated from Rust; do not edit by hand.
import { invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";

/* ---- words ---- */
export type Id = string;
export type Kind =
  | "invalid" | "conflict" | "not_found" | "locked" | "wrong_secret" | "damaged" | "newer_version"
  | "in_use" | "no_space" | "unavailable" | "cancelled" | "bad_file" | "internal";
export type WireError = { kind: Kind; key: string; field: string | null; values: Record<string, string> };

/** One value of a field. `raw` is text a person typed, to be read by the core. */
export type Value =
  | { t: "null" }
  | { t: "raw"; v: string }
  | { t: "text"; v: string }
  | { t: "choice"; v: string }
  | { t: "choices"; v: string[] }
  | { t: "number"; v: number }
  /** minor units as text, so that no float ever touches money */
  | { t: "money"; v: { minor: string; currency: string } }
  /** basis points */
  | { t: "percent"; v: number }
  /** YYYY-MM-DD */
  | { t: "date"; v: string }
  /** YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD */
  | { t: "fuzzy"; v: string }
  /** YYYY-MM-DD or YYYY-MM-DDTHH:MM, in an IANA zone */
  | { t: "wall"; v: { at: string; zone: string } }
  /** milliseconds since 1970 UTC */
  | { t: "instant"; v: number }
  | { t: "bool"; v: boolean }
  | { t: "texts"; v: string[] }
  | { t: "phones"; v: Phone[] }
  | { t: "ref"; v: Ref }
  | { t: "refs"; v: Ref[] };
export type Phone = { raw: string; e164: string | null; ext: string | null; kind: string; ok: "yes" | "no" | "unknown" };
export type Ref = { id: Id; label: string };

/* ---- catalog ---- */
export type FieldKind =
  | "text" | "long_text" | "choice" | "choices" | "number" | "money" | "percent" | "date" | "fuzzy_date"
  | "wall_time" | "instant" | "bool" | "phones" | "emails" | "texts" | "url" | "official_id" | "ref" | "refs";
/** Labels are messages `field.<entity>.<key>`, sections `section.<section>`, entities `entity.<key>`. */
export type FieldInfo = {
  key: string; kind: FieldKind; section: string; required: boolean; computed: boolean; max_len: number;
  /** the choice list's key, for choice(s) */ choices: string | null;
  /** the entity referred to, for ref(s) */ target: string | null;
  sortable: boolean; groupable: boolean; summable: boolean;
  /** shown in the table unless the user says otherwise, in this order */ default_column: boolean;
  width: number;
};
export type EntityInfo = { key: string; title_field: string; fields: FieldInfo[] };
/** A built-in choice is labelled by message `choice.<list>.<code>`, a user's by `label`. */
export type Choice = { list: string; code: string; label: string | null; colour: string | null; seq: number; retired: boolean };
export type Catalog = { entities: EntityInfo[]; choices: Choice[] };

/* ---- reading ---- */
export type Op =
  | "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "contains" | "starts" | "empty" | "not_empty" | "in" | "under";
export type Filter =
  | { all: Filter[] } | { any: Filter[] } | { not: Filter }
  | { field: string; op: Op; values: Value[] };
export type Sort = { field: string; descending: boolean };
export type Query = {
  entity: string; filter: Filter | null; sort: Sort[]; group: string | null; folded: string[];
  search: string | null; columns: string[];
};
export type Totals = Record<string, Value>;
export type ViewInfo = { view: number; lines: number; records: number; groups: number; seq: number };
export type Line =
  | { kind: "record"; id: Id; rev: number; depth: number; number: number; cells: Value[]; warnings: string[] }
  | { kind: "group"; key: string; label: Value; records: number; folded: boolean; totals: Totals };
export type RecordDto = { entity: string; id: Id; rev: number; values: Record<string, Value>; warnings: Warning[]; deleted: boolean };
export type Warning = { field: string; key: string; values: Record<string, string> };

/* ---- writing ---- */
export type RecordChange =
  | { kind: "create"; entity: string; id: Id | null; values: Record<string, Value> }
  | { kind: "update"; entity: string; id: Id; rev: number; values: Record<string, Value> }
  | { kind: "delete"; entity: string; id: Id; rev: number };
/** `label` is a message key `op.…` that names the step in undo. */
export type ChangeSet = { label: string; changes: RecordChange[] };
export type Applied = { records: RecordDto[]; seq: number };
export type HistoryState = { undo: string | null; redo: string | null };
/** Paste: text for a rectangle of cells. */
export type Paste = { entity: string; rows: { id: Id; rev: number }[]; columns: string[]; text: string[][] };
export type PasteCell = { row: number; column: number; value: Value | null; refused: Warning | null };
export type PastePlan = { cells: PasteCell[]; accepted: number; refused: number };

/* ---- search, tree, drawer ---- */
export type Hit = { entity: string; id: Id; unit: Ref | null; title: string; detail: string; matched: string; at: number | null };
export type TreeNode = { id: Id; rev: number; label: string; kind: string; children: number; descendants: number; amount: Value; amount_all: Value; next_touch: Value; last_touch: Value; overdue: number };
export type Person = { contact: RecordDto; post: RecordDto | null };
export type UnitSheet = {
  record: RecordDto; path: Ref[]; people: Person[]; cooperations: RecordDto[]; next_task: TaskLine | null;
  open_tasks: TaskLine[]; children: number; activities: number;
};
export type TimelineItem =
  | { kind: "activity"; record: RecordDto; at: number }
  | { kind: "change"; at: number; field: string; from: Value; to: Value; op: string }
  | { kind: "task_done"; record: RecordDto; at: number };
export type Timeline = { items: TimelineItem[]; more: number | null };
export type LogTouch = {
  unit: Id; kind: string; at: number | null; contacts: Id[]; content: string; result: string | null; duration_min: number | null;
  next_step: { title: string; due: { at: string; zone: string }; remind: boolean } | null;
};

/* ---- tasks and reminders ---- */
export type Lateness = "overdue" | "today" | "week" | "later" | "someday";
export type TaskLine = { id: Id; rev: number; title: string; due: Value; lateness: Lateness; late_days: number; unit: Ref | null; contact: Ref | null; kind: string; missed: boolean };
export type Today = { date: string; tasks: TaskLine[]; done_today: number; overdue: number; today: number };
export type Snooze = "hour" | "tomorrow" | "next_workday" | { until: { at: string; zone: string } };

/* ---- import and export ---- */
export type ImportOpened = { session: number; file_name: string; encoding: string | null; sheets: SheetInfo[]; sheet: number };
export type SheetInfo = { name: string; rows: number; columns: number; hidden: boolean };
export type ColumnGuess = { column: number; header: string; samples: string[]; target: string | null; confidence: number; unit_scale: string | null };
/** target is `entity.field`, `unit.parent`, `unit.group`, … or null to leave out. */
export type ImportLayout = { sheet: number; header_row: number; columns: ColumnGuess[]; rows: number };
export type ImportTarget = { key: string; entity: string; field: string };
export type RowState = "new" | "changed" | "same" | "doubtful" | "refused";
export type ImportRow = { row: number; state: RowState; title: string; reasons: Warning[]; differences: { field: string; from: Value; to: Value }[]; candidates: Ref[]; decision: string };
export type ImportPlan = { session: number; counts: Record<RowState, number>; records: Record<string, number> };
/** decision for a doubtful row: `same:<id>`, `new` or `skip` */
export type ImportDone = { seq: number; counts: Record<string, number>; refused: number };

/* ---- vault, backup, settings ---- */
export type Phase = "none" | "locked" | "confirm_recovery" | "unlocked";
export type AppState = {
  phase: Phase; vault: { name: string; folder: string; sample: boolean } | null; recent: { name: string; folder: string; present: boolean }[];
  default_folder: string; version: string; settings: Settings; reminders_waiting: number;
};
export type Settings = {
  locale: "zh" | "en" | "system"; theme: "light" | "dark" | "system"; density: "compact" | "normal" | "roomy"; zoom: number;
  auto_lock_min: number; reminder_text: "full" | "title" | "none"; close_to_tray: boolean; start_at_login: boolean;
};
export type Strength = { score: number; enough: boolean; hint: string | null };
export type BackupTarget = { folder: string; connected: boolean; schedule: "off" | "daily" | "weekly"; at: string; keep_daily: number; keep_weekly: number; keep_monthly: number; free_bytes: number | null; last_ok_at: number | null; due: boolean };
export type Snapshot = { id: string; at: number; bytes_added: number; units: number; contacts: number; activities: number; commit_seq: number; verified_at: number | null; vault_name: string };
export type BackupState = { target: BackupTarget | null; running: boolean; snapshots: Snapshot[]; last_error: WireError | null };
export type RestoreOpened = { session: number; vault_name: string; snapshots: Snapshot[]; secret: "passphrase" | "recovery" };
export type Progress = { phase: string; done: number; total: number | null };
export type JobEvent = { job: string; progress: Progress | null; finished: boolean; error: WireError | null };
export type Change = { entity: string; id: Id; kind: "created" | "updated" | "deleted" };
export type ChangedEvent = { seq: number; op: string; entities: string[]; ids: Id[] };
export type ViewSetting = { columns: { key: string; width: number; pinned: boolean }[]; sort: Sort[]; group: string | null; filter: Filter | null };

/** Every call rejects with a WireError. */
export const commands = {
  appState: () => invoke<AppState>("app_state"),
  setSettings: (settings: Settings) => invoke<Settings>("set_settings", { settings }),
  pickFolder: (purpose: "vault" | "backup" | "restore") => invoke<string | null>("pick_folder", { purpose }),
  passphraseStrength: (passphrase: string, words: string[]) => invoke<Strength>("passphrase_strength", { passphrase, words }),

  vaultCreate: (folder: string, name: string, passphrase: string) => invoke<{ recovery_key: string }>("vault_create", { folder, name, passphrase }),
  recoveryConfirm: (answer: string) => invoke<null>("recovery_confirm", { answer }),
  recoverySave: () => invoke<boolean>("recovery_save"),
  vaultCreateSample: () => invoke<null>("vault_create_sample"),
  vaultOpenFolder: (folder: string) => invoke<AppState>("vault_open_folder", { folder }),
  vaultUnlock: (secret: string, kind: "passphrase" | "recovery") => invoke<null>("vault_unlock", { secret, kind }),
  vaultLock: () => invoke<null>("vault_lock"),
  vaultChangePassphrase: (proof: string, kind: "passphrase" | "recovery", fresh: string) => invoke<null>("vault_change_passphrase", { proof, kind, fresh }),
  vaultNewRecoveryKey: (passphrase: string) => invoke<{ recovery_key: string }>("vault_new_recovery_key", { passphrase }),
  touch: () => invoke<null>("touch"),

  catalog: () => invoke<Catalog>("catalog"),
  viewOpen: (query: Query) => invoke<ViewInfo>("view_open", { query }),
  viewLines: (view: number, from: number, count: number) => invoke<Line[]>("view_lines", { view, from, count }),
  viewTotals: (view: number) => invoke<Totals>("view_totals", { view }),
  viewFind: (view: number, id: Id) => invoke<number | null>("view_find", { view, id }),
  viewClose: (view: number) => invoke<null>("view_close", { view }),
  viewText: (view: number, from: number, count: number, columns: string[]) => invoke<string[][]>("view_text", { view, from, count, columns }),
  viewSettingGet: (name: string) => invoke<ViewSetting | null>("view_setting_get", { name }),
  viewSettingSet: (name: string, setting: ViewSetting) => invoke<null>("view_setting_set", { name, setting }),
  recordGet: (entity: string, id: Id) => invoke<RecordDto>("record_get", { entity, id }),
  recordsApply: (set: ChangeSet) => invoke<Applied>("records_apply", { set }),
  pastePlan: (paste: Paste) => invoke<PastePlan>("paste_plan", { paste }),
  undo: () => invoke<HistoryState>("undo"),
  redo: () => invoke<HistoryState>("redo"),
  historyState: () => invoke<HistoryState>("history_state"),
  refOptions: (entity: string, text: string, limit: number) => invoke<Ref[]>("ref_options", { entity, text, limit }),

  search: (text: string, limit: number) => invoke<Hit[]>("search", { text, limit }),
  treeChildren: (parent: Id | null) => invoke<TreeNode[]>("tree_children", { parent }),
  unitSheet: (id: Id) => invoke<UnitSheet>("unit_sheet", { id }),
  timeline: (unit: Id, before: number | null, limit: number) => invoke<Timeline>("timeline", { unit, before, limit }),
  logTouch: (touch: LogTouch) => invoke<Applied>("log_touch", { touch }),

  today: () => invoke<Today>("today"),
  taskDone: (id: Id, rev: number) => invoke<Applied>("task_done", { id, rev }),
  taskSnooze: (id: Id, rev: number, snooze: Snooze) => invoke<Applied>("task_snooze", { id, rev, snooze }),

  importPick: () => invoke<ImportOpened | null>("import_pick"),
  importLayout: (session: number, sheet: number, headerRow: number | null) => invoke<ImportLayout>("import_layout", { session, sheet, headerRow }),
  importTargets: () => invoke<ImportTarget[]>("import_targets"),
  importPlan: (session: number, layout: ImportLayout) => invoke<ImportPlan>("import_plan", { session, layout }),
  importRows: (session: number, state: RowState | null, from: number, count: number) => invoke<ImportRow[]>("import_rows", { session, state, from, count }),
  importDecide: (session: number, rows: number[], decision: string) => invoke<ImportPlan>("import_decide", { session, rows, decision }),
  importPerform: (session: number) => invoke<ImportDone>("import_perform", { session }),
  importSaveRefused: (session: number) => invoke<boolean>("import_save_refused", { session }),
  importClose: (session: number) => invoke<null>("import_close", { session }),
  exportAll: (format: "xlsx" | "csv") => invoke<string | null>("export_all", { format }),
  jobCancel: (job: string) => invoke<null>("job_cancel", { job }),

  backupState: () => invoke<BackupState>("backup_state"),
  backupSetTarget: (folder: string, passphrase: string) => invoke<BackupState>("backup_set_target", { folder, passphrase }),
  backupSetSchedule: (schedule: "off" | "daily" | "weekly", at: string, keepDaily: number, keepWeekly: number, keepMonthly: number) => invoke<BackupState>("backup_set_schedule", { schedule, at, keepDaily, keepWeekly, keepMonthly }),
  backupNow: () => invoke<Snapshot>("backup_now"),
  restoreOpen: (folder: string, secret: string, kind: "passphrase" | "recovery") => invoke<RestoreOpened>("restore_open", { folder, secret, kind }),
  restorePerform: (session: number, snapshot: string, into: string, name: string, newPassphrase: string | null) => invoke<{ recovery_key: string | null }>("restore_perform", { session, snapshot, into, name, newPassphrase }),
};

export type Events = {
  /** records changed */ changed: ChangedEvent;
  /** long work: import, export, backup, restore */ job: JobEvent;
  /** the vault was locked or unlocked */ phase: { phase: Phase };
  /** a notification or tray asked to show a record */ show: { entity: string; id: Id };
  /** reminders fired or changed */ reminders: { waiting: number };
};
export const events = {
  on: <K extends keyof Events>(name: K, hear: (payload: Events[K]) => void): Promise<UnlistenFn> =>
    listen<Events[K]>(name, (event) => hear(event.payload)),
};
