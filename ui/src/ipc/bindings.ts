/** The typed door between window and core. Written by Rust; do not edit by hand. */
import { invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";

/** Every call rejects with a WireError. */
export const commands = {
  /** How far the program is. */
  appState: () => invoke<AppState>("app_state"),
  /** Keeps the settings and makes the window follow them. */
  setSettings: (settings: Settings) => invoke<Settings>("set_settings", { settings }),
  /** Asks the user for a folder; nothing when they thought better of it. */
  pickFolder: (purpose: Purpose) => invoke<string | null>("pick_folder", { purpose }),
  /** The user is there: the time until the vault locks itself starts anew. */
  touch: () => invoke<null>("touch"),
  /** The page stored what was being typed, as it was asked by this number. */
  pageSettled: (number: number) => invoke<null>("page_settled", { number }),
  /** Asks long work to stop at its next step; nothing happens when there is none. */
  jobCancel: (job: Job) => invoke<null>("job_cancel", { job }),
  /** How hard a passphrase is to guess for someone who knows `words`. */
  passphraseStrength: (passphrase: Secret, words: string[]) => invoke<Strength>("passphrase_strength", { passphrase, words }),
  /**
   *  Makes a vault called `name` in `folder`, with what one of the program's templates brings where one
   *  is chosen, and opens it. The recovery key is told this once.
   */
  vaultCreate: (folder: string, name: string, passphrase: Secret, template: string | null) => invoke<VaultCreated>("vault_create", { folder, name, passphrase, template }),
  /** Proves that the recovery key was written down: `answer` is the whole key as typed. */
  recoveryConfirm: (answer: Secret) => invoke<null>("recovery_confirm", { answer }),
  /**
   *  The recovery key that waits to be proved, for the fresh window of a vault that took another
   *  one's place; none where only its holder may know it.
   */
  recoveryKey: () => invoke<Told | null>("recovery_key"),
  /** Saves the recovery key as a text file where the user says; `false` when they thought better. */
  recoverySave: () => invoke<boolean>("recovery_save"),
  /**
   *  Opens the vault of invented customers, to practise on; makes it where it is not there yet, or
   *  not whole.
   */
  vaultCreateSample: () => invoke<null>("vault_create_sample"),
  /** Chooses the vault in `folder`, which may be its own or the one around it. */
  vaultOpenFolder: (folder: string) => invoke<AppState>("vault_open_folder", { folder }),
  /** Opens the chosen vault. */
  vaultUnlock: (secret: Secret, kind: SecretKind) => invoke<null>("vault_unlock", { secret, kind }),
  /** Locks the vault; the window is replaced by a fresh one. */
  vaultLock: () => invoke<null>("vault_lock"),
  /**
   *  Has `fresh` open the vault instead of its passphrase. `proof` is that passphrase, or the
   *  recovery key of one who forgot it.
   */
  vaultChangePassphrase: (proof: Secret, kind: SecretKind, fresh: Secret) => invoke<null>("vault_change_passphrase", { proof, kind, fresh }),
  /**
   *  Makes a new recovery key; the old one opens the vault no more. As with a new vault, it is told
   *  this once and has to be proved before the work goes on.
   */
  vaultNewRecoveryKey: (passphrase: Secret) => invoke<VaultCreated>("vault_new_recovery_key", { passphrase }),
  /**
   *  Puts the whole vault under a new key, `fresh` being its passphrase from now on where one is given.
   *  Its backups go on under their own key, or begin anew in a folder still to be chosen. The new
   *  recovery key is told this once and has to be proved before the work goes on.
   */
  vaultRekey: (passphrase: Secret, fresh: Secret | null, beginAnew: boolean) => invoke<VaultCreated>("vault_rekey", { passphrase, fresh, beginAnew }),
  /** How many changes the open vault lacks of those it had when it was last open here. */
  vaultBehind: () => invoke<number | null>("vault_behind"),
  /** Goes on with a vault that is older than it was. */
  vaultGoOnBehind: () => invoke<null>("vault_go_on_behind"),
  /** Every kind of record, and the choices they offer. */
  catalog: () => invoke<Catalog>("catalog"),
  /** Answers a question; the view stays until it is closed. */
  viewOpen: (query: Query) => invoke<ViewInfo>("view_open", { query }),
  /** Some lines of a view. */
  viewLines: (view: number, from: number, count: number) => invoke<Line[]>("view_lines", { view, from, count }),
  /** The sums of a view. */
  viewTotals: (view: number) => invoke<{ [key in string]: Value }>("view_totals", { view }),
  /** What the amounts in parts of a view add up to; null where that means nothing. */
  viewSum: (view: number, bands: Band[]) => invoke<Value>("view_sum", { view, bands }),
  /** The line a record stands on in a view. */
  viewFind: (view: number, id: Id) => invoke<number | null>("view_find", { view, id }),
  /** Some lines of a view as plain text, to be pasted elsewhere or back. */
  viewText: (view: number, from: number, count: number, columns: TextColumn[]) => invoke<string[][]>("view_text", { view, from, count, columns }),
  /** Forgets a view. */
  viewClose: (view: number) => invoke<null>("view_close", { view }),
  /** One record. */
  recordGet: (entity: string, id: Id) => invoke<RecordDto>("record_get", { entity, id }),
  /** Every way a record of another kind can point at this one, with how many do. */
  related: (entity: string, id: Id) => invoke<Relation[]>("related", { entity, id }),
  /** The records that point at one by a field, the latest made first, a page of them from one on. */
  relatedList: (entity: string, field: string, id: Id, from: number) => invoke<RecordDto[]>("related_list", { entity, field, id, from }),
  /** Changes records: all of them or none. */
  recordsApply: (set: ChangeSet) => invoke<Applied>("records_apply", { set }),
  /** What a paste would do, cell by cell. */
  pastePlan: (paste: Paste) => invoke<PastePlan>("paste_plan", { paste }),
  /** Takes back the latest step. */
  undo: () => invoke<HistoryState>("undo"),
  /** Brings again the step taken back last. */
  redo: () => invoke<HistoryState>("redo"),
  /** What can be taken back and brought again. */
  historyState: () => invoke<HistoryState>("history_state"),
  /** Records one might point at, by a part of their name. */
  refOptions: (entity: string, text: string, limit: number) => invoke<Ref[]>("ref_options", { entity, text, limit }),
  /** Records one might point at, by a part of their name: those of the group of a unit first. */
  refOptionsNear: (entity: string, text: string, limit: number, unit: Id) => invoke<NearOptions>("ref_options_near", { entity, text, limit, unit }),
  /** How the user left the table of an entity called `name`. */
  viewSettingGet: (entity: string, name: string) => invoke<KeptView | null>("view_setting_get", { entity, name }),
  /** Keeps how the user leaves the table called `name`. */
  viewSettingSet: (name: string, setting: ViewSetting) => invoke<null>("view_setting_set", { name, setting }),
  /** Every view with a name, brought to the fields as they are now. */
  viewsSaved: () => invoke<NamedView[]>("views_saved"),
  /** Keeps how the table of an entity is shown under a name; which view that is. */
  savedViewAdd: (entity: string, name: string, setting: ViewSetting) => invoke<Id>("saved_view_add", { entity, name, setting }),
  /** Keeps another way of showing the table under the name a view has. */
  savedViewPut: (id: Id, setting: ViewSetting) => invoke<null>("saved_view_put", { id, setting }),
  /** Calls a view otherwise. */
  savedViewRename: (id: Id, name: string) => invoke<null>("saved_view_rename", { id, name }),
  /** Drops a view; the table stays as it is shown. */
  savedViewDrop: (id: Id) => invoke<null>("saved_view_drop", { id }),
  /** Adds a choice to a list; its code. */
  choiceAdd: (list: string, label: string) => invoke<string>("choice_add", { list, label }),
  /** Every tag in use, the one worn most first. */
  tagsUsed: () => invoke<TagUse[]>("tags_used"),
  /**
   *  Calls a tag otherwise everywhere, or takes it away where it is to be called nothing; how many records
   *  wore it.
   */
  tagRename: (from: string, to: string) => invoke<number>("tag_rename", { from, to }),
  /** Calls a choice otherwise, colours it, retires it or brings it back. */
  choiceEdit: (list: string, code: string, shape: ChoiceShape) => invoke<null>("choice_edit", { list, code, shape }),
  /** Puts the choices of a list in order. */
  choiceOrder: (list: string, codes: string[]) => invoke<null>("choice_order", { list, codes }),
  /** Every part of the record that can be put out of sight, and what there is of it. */
  modules: () => invoke<ModuleState[]>("modules"),
  /** Puts a part of the record out of sight, or back into it. */
  moduleHide: (module: string, hidden: boolean) => invoke<null>("module_hide", { module, hidden }),
  /** Every field of the user's own, retired ones too. */
  ownFields: () => invoke<FieldState[]>("own_fields"),
  /** Defines a field, with the choices it begins with; its key. */
  fieldDefine: (entity: string, kind: FieldKind, target: string | null, shape: FieldShape, choices: string[]) => invoke<string>("field_define", { entity, kind, target, shape, choices }),
  /** Says other things of a field. */
  fieldEdit: (entity: string, key: string, shape: FieldShape) => invoke<null>("field_edit", { entity, key, shape }),
  /** Puts the user's own fields of an entity in order. */
  fieldOrder: (entity: string, keys: string[]) => invoke<null>("field_order", { entity, keys }),
  /** Says which kinds of unit have a field of the program's. */
  fieldLimit: (field: string, kinds: string[]) => invoke<null>("field_limit", { field, kinds }),
  /** What giving a field another kind would come to; nothing is written. */
  fieldKindPlan: (entity: string, key: string, kind: FieldKind) => invoke<KindPlan>("field_kind_plan", { entity, key, kind }),
  /** Gives a field another kind, in one step; its key from now on. */
  fieldKindChange: (order: KindOrder) => invoke<string>("field_kind_change", { order }),
  /** What a formula would come to for some records; nothing is written. */
  formulaTry: (entity: string, kind: FieldKind, text: string) => invoke<FormulaSample[]>("formula_try", { entity, kind, text }),
  /** How records are numbered. */
  numberings: () => invoke<Numbering[]>("numberings"),
  /** Numbers the records of an entity, or of one kind of unit; by nothing where the pattern is blank. */
  numberingSet: (entity: string, kind: string | null, pattern: string) => invoke<null>("numbering_set", { entity, kind, pattern }),
  /** The program's templates, for a vault that is still to be made. */
  templateOffers: () => invoke<TemplateOffer[]>("template_offers"),
  /** What each of the program's templates would add. */
  templateList: () => invoke<TemplatePlan[]>("template_list"),
  /**
   *  Asks for a file and says what the template in it would add; nothing when the user thought better
   *  of it.
   */
  templatePick: () => invoke<TemplatePlan | null>("template_pick"),
  /**
   *  Adds what a template brings: one of the program's by its key, or with an empty one that of the
   *  file picked last.
   */
  templateApply: (key: string) => invoke<null>("template_apply", { key }),
  /** Saves what the user defined as a template; says whether it did. */
  templateSave: () => invoke<boolean>("template_save"),
  /**
   *  Of the units that report to `parent`, or of the roots, the ones `from..from + count`: as they stand, or
   *  as they stood at the instant `at`, ms UTC.
   */
  treeChildren: (parent: Id | null, from: number, count: number, at: number | null) => invoke<TreeBranch>("tree_children", { parent, from, count, at }),
  /**
   *  Who decides at a unit, with `below` at all that report to it too; or, of an opportunity, a contract or a
   *  project, in that deal. As it stands, or as it stood at the instant `at`, ms UTC.
   */
  decisions: (entity: string, id: Id, below: boolean, at: number | null) => invoke<Decisions>("decisions", { entity, id, below, at }),
  /** Makes a task of that title to find out who decides at a unit, or in a deal of it. */
  askWhoDecides: (unit: Id, opportunity: Id | null, title: string) => invoke<Applied>("ask_who_decides", { unit, opportunity, title }),
  /**
   *  What could still be sold to a unit and all below it, by product or by category: as it stands, or as it stood at
   *  the instant `at`, ms UTC.
   */
  whitespace: (unit: Id, by: GridBy, at: number | null) => invoke<Whitespace>("whitespace", { unit, by, at }),
  /**
   *  What came from a unit, with `below` from all that report to it too, the latest first: of the kinds
   *  `only`, or of all where none is named, fifty from the one numbered `from` on.
   */
  unitVoices: (unit: Id, below: boolean, only: string[], from: number) => invoke<Voices>("unit_voices", { unit, below, only, from }),
  /** How content a unit is, with `below` all that report to it too, by each scale they gave scores on. */
  unitSatisfaction: (unit: Id, below: boolean) => invoke<Satisfaction[]>("unit_satisfaction", { unit, below }),
  /** A unit with all that belongs to it. */
  unitSheet: (id: Id) => invoke<UnitSheet>("unit_sheet", { id }),
  /** What happened at a unit before an instant, newest first. */
  timeline: (unit: Id, before: number | null, limit: number) => invoke<Timeline>("timeline", { unit, before, limit }),
  /** The last conversations with a customer, in few words. */
  lateTalks: (unit: Id) => invoke<LateTalk[]>("late_talks", { unit }),
  /** Logs a conversation with its next step. */
  logTouch: (touch: LogTouch) => invoke<Applied>("log_touch", { touch }),
  /** What was typed into the small form at a place and not sent, as the window wrote it down. */
  formDraft: (place: string) => invoke<string | null>("form_draft", { place }),
  /** Keeps what was typed into the small form at a place, or forgets it. */
  formDraftKeep: (place: string, draft: string | null) => invoke<null>("form_draft_keep", { place, draft }),
  /** What was begun in a unit's box and not logged. */
  noteDraft: (unit: Id) => invoke<NoteDraft | null>("note_draft", { unit }),
  /** Keeps what was begun in a unit's box, or forgets it. */
  noteDraftKeep: (unit: Id, draft: NoteDraft | null) => invoke<null>("note_draft_keep", { unit, draft }),
  /** A unit's contracts, payments and what is owed. */
  unitMoney: (unit: Id) => invoke<UnitMoney>("unit_money", { unit }),
  /** What terms come to on a contract; nothing is written. */
  planInstalments: (contract: Id, terms: string) => invoke<Plan>("plan_instalments", { contract, terms }),
  /** Makes the instalments that terms come to. */
  makeInstalments: (contract: Id, terms: string) => invoke<Applied>("make_instalments", { contract, terms }),
  /** Records a payment and lays it out over what is owed. */
  recordPayment: (payment: NewPayment) => invoke<Applied>("record_payment", { payment }),
  /** Lays what is left of a payment out over what is owed, the oldest first. */
  allocatePayment: (payment: Id) => invoke<Applied>("allocate_payment", { payment }),
  /** Lays a payment out as somebody says. */
  allocateByHand: (payment: Id, parts: Laid[]) => invoke<Applied>("allocate_by_hand", { payment, parts }),
  /** What the business with a unit is worth; in one currency, where it is named. */
  unitMargin: (unit: Id, basis: Basis, into: string | null) => invoke<Margin>("unit_margin", { unit, basis, into }),
  /** Changes a contract, locked or not, and keeps why. */
  contractAmend: (contract: Id, rev: number, values: { [key in string]: Value }, reason: string) => invoke<Applied>("contract_amend", { contract, rev, values, reason }),
  /** The days from `from` to `to`, both included. */
  agenda: (from: string, to: string) => invoke<Agenda>("agenda", { from, to }),
  /** What reminds by itself on the days from `from` to `to`, both included. */
  agendaBeside: (from: string, to: string) => invoke<AgendaBeside[]>("agenda_beside", { from, to }),
  /** All that is due on a day, however much it is. */
  agendaDay: (day: string) => invoke<AgendaItem[]>("agenda_day", { day }),
  /** What moving these tasks would come to. */
  tasksMovePlan: (tasks: TaskAt[], how: MoveTo) => invoke<MovePlan>("tasks_move_plan", { tasks, how }),
  /** Moves these tasks: all of them or none. */
  tasksMove: (tasks: TaskAt[], how: MoveTo) => invoke<Applied>("tasks_move", { tasks, how }),
  /** Moves the occurrence of a task that stands on this day of the agenda: a task by itself is made. */
  occurrenceMove: (task: TaskAt, day: string, how: MoveTo) => invoke<Applied>("occurrence_move", { task, day, how }),
  /** Lets the occurrence of a task that stands on this day of the agenda not come. */
  occurrenceSkip: (task: TaskAt, day: string) => invoke<Applied>("occurrence_skip", { task, day }),
  /** Saves what is due as a calendar file where the user picks; nothing when they thought better of it. */
  calendarExport: (tells: CalendarTells) => invoke<CalendarSaved | null>("calendar_export", { tells }),
  /** The day's list. */
  today: () => invoke<Today>("today"),
  /** Marks a task as done. */
  taskDone: (id: Id, rev: number) => invoke<TaskDone>("task_done", { id, rev }),
  /** Puts a task off. */
  taskSnooze: (id: Id, rev: number, snooze: Snooze) => invoke<Applied>("task_snooze", { id, rev, snooze }),
  /** Notes that the user has seen which reminders of a source came late. */
  remindersSeen: (source: string, ids: Id[]) => invoke<null>("reminders_seen", { source, ids }),
  /** The record that a notification was pressed for when no page heard it. Told once. */
  reminderAsked: () => invoke<ShowEvent | null>("reminder_asked"),
  /** What there is to be seen to beside the tasks, the most pressing first. */
  occasionsStanding: () => invoke<Standing>("occasions_standing"),
  /** The same of a unit. */
  occasionsOfUnit: (unit: Id) => invoke<OccasionLine[]>("occasions_of_unit", { unit }),
  /** An occasion is done: what was written, where its record can say so. */
  occasionDone: (source: string, record: Id, about: string) => invoke<Applied | null>("occasion_done", { source, record, about }),
  /** An occasion is settled for this day. */
  occasionSettle: (source: string, record: Id, about: string) => invoke<null>("occasion_settle", { source, record, about }),
  /** Takes back that an occasion is settled or put off. */
  occasionUnsettle: (source: string, record: Id) => invoke<null>("occasion_unsettle", { source, record }),
  /** Puts an occasion off. */
  occasionPutOff: (source: string, record: Id, about: string, snooze: Snooze) => invoke<null>("occasion_put_off", { source, record, about, snooze }),
  /** What reminds by itself, and how many of each come within thirty days. */
  occasionSources: () => invoke<SourceState[]>("occasion_sources"),
  /** Says of something that reminds by itself whether it does, how long before, after how long. */
  occasionSourceSet: (key: string, said: SourceSaid) => invoke<null>("occasion_source_set", { key, said }),
  /** The rhythms offered to a vault that has none. */
  rhythmsUsual: () => invoke<UsualRhythm[]>("rhythms_usual"),
  /** Takes them over. */
  rhythmsTake: () => invoke<Applied>("rhythms_take"),
  /** How reminders speak. */
  reminderManner: () => invoke<MannerState>("reminder_manner"),
  /** Sets how reminders speak. */
  reminderMannerSet: (manner: Manner) => invoke<null>("reminder_manner_set", { manner }),
  /** Lets nothing speak for a while, or lets it again. */
  reminderPause: (how: PauseFor) => invoke<MannerState>("reminder_pause", { how }),
  /**
   *  Has all backups of a place open with the present passphrase and recovery key; where it is unclear which are
   *  the later, only if the user said that these are.
   */
  backupCarryKeys: (target: Id, oursCount: boolean) => invoke<null>("backup_carry_keys", { target, oursCount }),
  /** The places whose backups still open with secrets of before. */
  backupOpensWith: () => invoke<BackupOlderSecrets[]>("backup_opens_with"),
  /** How backups stand. */
  backupState: () => invoke<BackupState>("backup_state"),
  /**
   *  Has backups go into `folder` as well from now on. `other` opens those that stand there already, where the
   *  vault's own passphrase does not.
   */
  backupSetTarget: (folder: string, passphrase: Secret, other: Secret | null) => invoke<BackupState>("backup_set_target", { folder, passphrase, other }),
  /** Sets how often backups are made of a place, how many stay, and how late one may be. */
  backupSetSchedule: (target: Id, rhythm: BackupRhythm) => invoke<BackupState>("backup_set_schedule", { target, rhythm }),
  /** Calls a place otherwise. */
  backupRename: (target: Id, name: string) => invoke<BackupState>("backup_rename", { target, name }),
  /** Makes no backups at a place for now, or does so again. */
  backupPause: (target: Id, paused: boolean) => invoke<BackupState>("backup_pause", { target, paused }),
  /** Lets a place go; what stands there stays. */
  backupForget: (target: Id) => invoke<BackupState>("backup_forget", { target }),
  /** Takes the place back that was let go last. */
  backupTakeBack: (target: Id) => invoke<BackupState>("backup_take_back", { target }),
  /** Of a place that is there twice, goes on with the one in `folder`. */
  backupSettleClones: (target: Id, folder: string) => invoke<BackupState>("backup_settle_clones", { target, folder }),
  /** Makes a backup now at every place that is here, and reads it back. */
  backupNow: () => invoke<Snapshot>("backup_now"),
  /** Makes a backup at one place now and reads it back. */
  backupTo: (target: Id) => invoke<Snapshot>("backup_to", { target }),
  /**
   *  Restores the newest backup where nobody sees it, of one place where one is named, compares it with what
   *  it says of itself, and removes it.
   */
  backupDrill: (target: Id | null) => invoke<DrillDone>("backup_drill", { target }),
  /** How the proofs stand. */
  backupProofs: () => invoke<ProofState>("backup_proofs"),
  /** Sets how often a drill runs by itself. */
  backupSetDrillRhythm: (rhythm: DrillRhythm) => invoke<ProofState>("backup_set_drill_rhythm", { rhythm }),
  /** Saves the certificate of a drill as a PDF; where it is, or nothing when the user thought better. */
  backupCertificateSave: (n: number) => invoke<string | null>("backup_certificate_save", { n }),
  /** Notes that whoever typed `answer` still has the recovery key. */
  recoveryCheck: (answer: Secret) => invoke<null>("recovery_check", { answer }),
  /** Has the question for the recovery key wait for a month. */
  recoveryPutOff: () => invoke<null>("recovery_put_off"),
  /** Moves the backups that lack a part for good out of the way. */
  backupSetBrokenAside: (target: Id) => invoke<BackupState>("backup_set_broken_aside", { target }),
  /** Takes note that backups which should be on the drive are gone. */
  backupAcceptMissing: (target: Id) => invoke<BackupState>("backup_accept_missing", { target }),
  /** Begins a place anew whose backups cannot be opened any more; what stands there is kept aside. */
  backupBeginHere: (target: Id) => invoke<BackupState>("backup_begin_here", { target }),
  /** Removes what is kept aside of a place, once what came after it is proved. */
  backupRemoveAside: (target: Id) => invoke<BackupState>("backup_remove_aside", { target }),
  /** Opens a backup on one of the vault's places to be looked at; one that was open is closed. */
  insideOpen: (target: Id, id: string) => invoke<Snapshot>("inside_open", { target, id }),
  /** Closes the backup that is looked at; what stood of it on the disk goes. */
  insideClose: () => invoke<null>("inside_close"),
  /** The kinds of record of which it holds any. */
  insideKinds: () => invoke<FormerKind[]>("inside_kinds"),
  /** A part of the list of one kind of record as it was. */
  insideList: (asked: FormerAsked) => invoke<FormerPage>("inside_list", { asked }),
  /** A record as it was, beside what it is where a vault is open, with so many of those that belonged to it. */
  insideRecord: (entity: string, id: Id, most: number) => invoke<FormerRecord>("inside_record", { entity, id, most }),
  /** Saves a file of then out, no longer encrypted; where it is, or nothing when the user thought better. */
  insideSave: (id: Id) => invoke<string | null>("inside_save", { id }),
  /** Opens a backup that was found by `restore_open` in this session, to be looked at with no vault open. */
  apartOpen: (session: number, snapshot: string) => invoke<ApartOpened>("apart_open", { session, snapshot }),
  /** What bringing something back would do. */
  bringPlan: (wanted: Wanted) => invoke<Bring>("bring_plan", { wanted }),
  /**
   *  Brings it back as the plan made at `moment` said. A file of gigabytes may be on it: the user sees how far it
   *  is and can stop it, and so does the lock.
   */
  bringBack: (wanted: Wanted, moment: number) => invoke<Applied>("bring_back", { wanted, moment }),
  /** Finds the backups in `folder` that a secret opens, of whichever vault. */
  restoreOpen: (folder: string, secret: Secret, kind: SecretKind) => invoke<RestoreOpened>("restore_open", { folder, secret, kind }),
  /**
   *  Makes a new vault called `name` in the folder `into` out of a backup, or out of what can still be read of
   *  a damaged one, and opens it. The passphrase stays where no new one is given; that is needed after the
   *  recovery key.
   */
  restorePerform: (session: number, snapshot: string, into: string, name: string, newPassphrase: Secret | null, salvage: boolean) => invoke<RestoreDone>("restore_perform", { session, snapshot, into, name, newPassphrase, salvage }),
  /** Puts a backup of the open vault in its place. That one stays beside, and the window is replaced. */
  backupReplace: (folder: string, snapshot: string) => invoke<null>("backup_replace", { folder, snapshot }),
  /**
   *  Puts a backup in the place of the vault that is chosen and closed, which stays beside, and opens it.
   *  The passphrase stays where no new one is given; that is needed after the recovery key.
   */
  restoreReplace: (session: number, snapshot: string, newPassphrase: Secret | null) => invoke<RestoreDone>("restore_replace", { session, snapshot, newPassphrase }),
  /**
   *  Whether the vault that is chosen stands in the place of another one that there is a way back to, or
   *  was itself set aside for another one.
   */
  vaultReplaced: () => invoke<ReplacedNote | null>("vault_replaced"),
  /** The user has read that it does. */
  vaultReplacedTold: () => invoke<null>("vault_replaced_told"),
  /** Goes back to the vault as it was before; the one that is there now stays beside. */
  vaultPutBack: () => invoke<null>("vault_put_back"),
  /** Forgets a restore and the secret that opened it: the user went back. */
  restoreClose: (session: number) => invoke<null>("restore_close", { session }),
  /** The user has read which files a restore did not bring back, and what else it lacks. */
  restoreLostTold: () => invoke<BackupState>("restore_lost_told"),
  /** Has backups go to the storage at `address` as well from now on. */
  backupSetCloud: (speaks: Speaks, address: string, user: string, password: Secret, passphrase: Secret, other: Secret | null) => invoke<BackupState>("backup_set_cloud", { speaks, address, user, password, passphrase, other }),
  /** Has a place in storage be reached by another way in, once that was tried. */
  backupChangeAccess: (target: Id, speaks: Speaks, address: string, user: string, password: Secret) => invoke<BackupState>("backup_change_access", { target, speaks, address, user, password }),
  /** The user has read that a place holds a newer state of this vault. */
  backupAheadTold: (target: Id) => invoke<BackupState>("backup_ahead_told", { target }),
  /** Begins the backups anew under a key of their own, for the vault's own cannot be read any more. */
  backupBeginAnew: (passphrase: Secret) => invoke<BackupState>("backup_begin_anew", { passphrase }),
  /** Finds the backups in the storage at `address` that a secret opens, of whichever vault. */
  restoreOpenCloud: (speaks: Speaks, address: string, user: string, password: Secret, secret: Secret, kind: SecretKind) => invoke<RestoreOpened>("restore_open_cloud", { speaks, address, user, password, secret, kind }),
  /**
   *  Writes the whole vault into one file that `passphrase` opens, at a place the user picks; nothing
   *  when they thought better of it.
   */
  parcelPack: (passphrase: Secret) => invoke<ParcelDone | null>("parcel_pack", { passphrase }),
  /** Asks for such a file; nothing when the user thought better of it. */
  parcelPick: () => invoke<string | null>("parcel_pick"),
  /**
   *  Makes a new vault called `name` in the folder `into` out of such a file, and opens it. The
   *  passphrase of the file opens the vault as well.
   */
  parcelUnpack: (file: string, passphrase: Secret, into: string, name: string) => invoke<RestoreDone>("parcel_unpack", { file, passphrase, into, name }),
  /** What `text` finds among all records, the best first, and whether that is all. */
  search: (text: string, among: Among, limit: number) => invoke<Hits>("search", { text, among, limit }),
  /**
   *  Asks for a calendar file and says what taking it in would come to; nothing when the user thought
   *  better of it.
   */
  calendarPick: () => invoke<CalendarPlan | null>("calendar_pick"),
  /** As `calendar_pick`, for a file that was dropped on the window; a drop is taken once. */
  calendarDropped: (drop: number) => invoke<CalendarPlan>("calendar_dropped", { drop }),
  /**
   *  Takes in the file read last as its plan said, the rows of these numbers left out; how many tasks were made or changed. Where the plan
   *  no longer holds, the file is forgotten and has to be read again.
   */
  calendarTake: (without: number[]) => invoke<number>("calendar_take", { without }),
  /** Forgets the file read last. */
  calendarClose: () => invoke<null>("calendar_close"),
  /** The file of the open vault, where the user asked for one. */
  calendarKept: () => invoke<CalendarKept | null>("calendar_kept"),
  /**
   *  Keeps a file as the user consented to; the folder is asked for where there is none yet. Nothing
   *  when they thought better of it.
   */
  calendarKeep: (tells: CalendarTells, goesWhenLocked: boolean) => invoke<CalendarKept | null>("calendar_keep", { tells, goesWhenLocked }),
  /** Keeps no file any more, and takes it away. */
  calendarKeepStop: () => invoke<null>("calendar_keep_stop"),
  /** Asks for a file and reads it; nothing when the user thought better of it. */
  importPick: () => invoke<ImportOpened | null>("import_pick"),
  /**
   *  How a sheet is to be read, as far as can be guessed. `kind` is what the user says it holds: a kind
   *  of record, or a ledger of customers where it is empty.
   */
  importLayout: (session: number, sheet: number, headerRow: number | null, kind: string | null) => invoke<ImportLayout>("import_layout", { session, sheet, headerRow, kind }),
  /** The fields a column can go to. */
  importTargets: () => invoke<ImportTarget[]>("import_targets"),
  /** What the import would do. */
  importPlan: (session: number, layout: ImportLayout) => invoke<ImportPlan>("import_plan", { session, layout }),
  /** Some rows of the plan. */
  importRows: (session: number, state: RowState | null, from: number, count: number) => invoke<ImportRow[]>("import_rows", { session, state, from, count }),
  /** Takes the user's choice for some rows. */
  importDecide: (session: number, rows: number[], decision: string) => invoke<ImportPlan>("import_decide", { session, rows, decision }),
  /** Carries the plan out: all of it or nothing, one step of undo. */
  importPerform: (session: number) => invoke<ImportDone>("import_perform", { session }),
  /** Saves the rows that were left out as a workbook to repair; false when the user thought better. */
  importSaveRefused: (session: number) => invoke<boolean>("import_save_refused", { session }),
  /** Forgets an import. */
  importClose: (session: number) => invoke<null>("import_close", { session }),
  /**
   *  Writes every record, and the files on records, to a place the user picks; nothing when they
   *  thought better of it. What is confidential goes along only where that is said.
   */
  exportAll: (format: ExportFormat, confidential: boolean) => invoke<ExportDone | null>("export_all", { format, confidential }),
  /** How many confidential records an export of everything would hold. */
  exportConfidential: () => invoke<number>("export_confidential"),
  /** The steps before a write, the latest first; those called `op`, where it is said. */
  historySteps: (before: number | null, limit: number, op: string | null) => invoke<Step[]>("history_steps", { before, limit, op }),
  /** All that befell a record, the latest first. */
  historyStory: (entity: string, id: Id) => invoke<Chapter[]>("history_story", { entity, id }),
  /** Who entered a record, and who changed it last. */
  historyHands: (id: Id) => invoke<Hands>("history_hands", { id }),
  /** Has fields hold again what they once held. */
  historyPutBack: (entity: string, id: Id, rev: number, values: { [key in string]: Value }) => invoke<Applied>("history_put_back", { entity, id, rev, values }),
  /** What is in the bin, the latest first, a page at a time. */
  historyBin: (from: BinMark | null) => invoke<BinPage>("history_bin", { from }),
  /** What taking back a step would do; of one that filled the bin, `only` one record with its own. */
  takeBackPlan: (step: number, only: Id | null, answers: Answers) => invoke<TakeBack>("take_back_plan", { step, only, answers }),
  /** Takes a step back as the plan made at `moment` said. */
  takeBack: (step: number, only: Id | null, answers: Answers, moment: number) => invoke<Applied>("take_back", { step, only, answers, moment }),
  /** Two records side by side, and what merging them would re-point. */
  mergePlan: (entity: string, winner: Id, loser: Id) => invoke<MergePlan>("merge_plan", { entity, winner, loser }),
  /** Makes two records one. */
  mergePerform: (order: MergeOrder) => invoke<Applied>("merge_perform", { order }),
  /** What was merged into a record and can be taken apart. */
  mergedInto: (winner: Id) => invoke<Merged[]>("merged_into", { winner }),
  /** What is at a unit and could go to a new one. */
  splitPlan: (unit: Id) => invoke<SplitPlan>("split_plan", { unit }),
  /** Makes one unit two. */
  splitPerform: (order: SplitOrder) => invoke<Applied>("split_perform", { order }),
  /** Answers a question of the vault as it stood at an instant; the view stays until it is closed. */
  pastViewOpen: (at: number, query: Query) => invoke<ViewInfo>("past_view_open", { at, query }),
  /** A record as it stood at an instant; null where it was not there. */
  recordAt: (entity: string, id: Id, at: number) => invoke<RecordDto | null>("record_at", { entity, id, at }),
  /** Looks through all units or all contacts for those that may be there twice; how many pairs there are. */
  duplicatesSweep: (entity: string) => invoke<number>("duplicates_sweep", { entity }),
  /** What is left of the latest sweep, from the `from`-th pair on. */
  duplicatesList: (entity: string, from: number, count: number) => invoke<DuplicateList>("duplicates_list", { entity, from, count }),
  /** Remembers that two records are not the same. */
  notTheSame: (entity: string, first: Id, second: Id) => invoke<null>("not_the_same", { entity, first, second }),
  /** Which records may be the one that is being typed. */
  likelySame: (entity: string, values: { [key in string]: Value }) => invoke<LikelySame[]>("likely_same", { entity, values }),
  /** Which records hold what a field of this one holds, and may be the same. */
  sameBeside: (entity: string, id: Id, field: string) => invoke<LikelySame[]>("same_beside", { entity, id, field }),
  /** Our people as the records name them, who looks after most first. */
  ourPeople: () => invoke<OurPerson[]>("our_people"),
  /** Who is responsible for what. */
  duties: () => invoke<Duties>("duties"),
  /** What a hand-over would do. */
  handOverPlan: (order: HandOver) => invoke<HandOverPlan>("hand_over_plan", { order }),
  /** Hands over as the plan made at `moment` said; how many fields changed. */
  handOverPerform: (order: HandOver, moment: number) => invoke<number>("hand_over_perform", { order, moment }),
  /** What a contact would leave behind. */
  successionPlan: (contact: Id) => invoke<SuccessionPlan>("succession_plan", { contact }),
  /** Has a contact's successor take over as the plan made at `moment` said. */
  successionPerform: (order: Succession, moment: number) => invoke<Applied>("succession_perform", { order, moment }),
  /** The files of a record, newest first. */
  attachmentsOf: (of: Id) => invoke<RecordDto[]>("attachments_of", { of }),
  /** Asks for files and puts them on a record; nothing when the user thought better of it. */
  attachPick: (entity: string, of: Id) => invoke<Applied | null>("attach_pick", { entity, of }),
  /** Puts the files that were dropped on the window on a record. A drop is taken once. */
  attachDropped: (drop: number, entity: string, of: Id) => invoke<Applied>("attach_dropped", { drop, entity, of }),
  /** Puts a picture that was dropped on a person's face on them, and has it show them. */
  photoDropped: (drop: number, contact: Id) => invoke<Applied>("photo_dropped", { drop, contact }),
  /** Has a picture show the person it is on. */
  attachmentAsPhoto: (id: Id) => invoke<Applied>("attachment_as_photo", { id }),
  /** Saves a file out, no longer encrypted; where it is, or nothing when the user thought better. */
  attachmentSave: (id: Id) => invoke<string | null>("attachment_save", { id }),
  /** Reads every file through; those that are missing or damaged. */
  attachmentsCheck: () => invoke<Wrong[]>("attachments_check"),
  /** What is known of a record's fields, how well it is known, and what to ask next. */
  recordQuality: (entity: string, id: Id) => invoke<RecordQuality>("record_quality", { entity, id }),
  /** Says from whom a value is, how sure, since when. */
  provenanceSay: (at: FieldAt, said: Said) => invoke<null>("provenance_say", { at, said }),
  /** Says why a field holds another value now. */
  provenanceWhy: (at: FieldAt, why: string) => invoke<null>("provenance_why", { at, why }),
  /** Says that the value of a field is wrong. */
  valueWrong: (at: FieldAt, said: WrongSaid) => invoke<null>("value_wrong", { at, said }),
  /** Fields were verified now; from what source and by whom, where that is said. */
  fieldsVerified: (fields: FieldAt[], source: string | null, by: string | null) => invoke<null>("fields_verified", { fields, source, by }),
  /** A second person looked at changes. */
  fieldsChecked: (fields: FieldAt[], by: string) => invoke<null>("fields_checked", { fields, by }),
  /** What is to be looked at, the most pressing first. */
  review: () => invoke<Review>("review"),
  /** Takes a field, or a customer's coverage, out of the review's way for so many days. */
  reviewLater: (at: FieldAt, days: number) => invoke<null>("review_later", { at, days }),
  /** The run of the audit under way, and what earlier ones came to. */
  audit: () => invoke<Audit>("audit"),
  /** Draws values by lot, to be looked up. */
  auditStart: (size: number, confidential: boolean) => invoke<Id>("audit_start", { size, confidential }),
  /** Says what was found of a drawn value; answers with what is kept of it. */
  auditAnswer: (item: Id, answer: AuditAnswer) => invoke<string>("audit_answer", { item, answer }),
  /** Ends a run before all is answered. */
  auditFinish: (run: Id) => invoke<null>("audit_finish", { run }),
  /** Which customers are to be looked through, why and since when. */
  reviewCycle: () => invoke<CycleList>("review_cycle"),
  /** A customer was looked through; which of its values were out of date and count as verified. */
  unitReviewed: (unit: Id) => invoke<string[]>("unit_reviewed", { unit }),
  /** A customer is skipped this time. */
  unitReviewSkipped: (unit: Id) => invoke<null>("unit_review_skipped", { unit }),
  /** How often customers of each class are looked through. */
  cycleRules: () => invoke<CycleRules>("cycle_rules"),
  /** Says how often customers of each class are looked through. */
  cycleRulesSet: (rules: CycleRules) => invoke<null>("cycle_rules_set", { rules }),
  /** A doubtful value stays as it is, and is not brought up again before it changes. */
  doubtKeep: (at: FieldAt, reason: string) => invoke<null>("doubt_keep", { at, reason }),
  /** Takes what is doubtful out of a field. */
  doubtClear: (at: FieldAt) => invoke<null>("doubt_clear", { at }),
  /** What a field held before, with its days. */
  formerValues: (at: FieldAt) => invoke<FormerValue[]>("former_values", { at }),
  /** The few fields that most likely changed, after a conversation. */
  likelyChanges: (unit: Id, people: Id[]) => invoke<LikelyChange[]>("likely_changes", { unit, people }),
  /** Whether it is asked after a conversation what has changed. */
  asksChanges: () => invoke<boolean>("asks_changes"),
  /** Says whether it is asked. */
  asksChangesSet: (asks: boolean) => invoke<null>("asks_changes_set", { asks }),
  /** What is expected of the fields of an entity. */
  fieldRules: (entity: string) => invoke<FieldRule[]>("field_rules", { entity }),
  /** What each thing known of a customer counts. */
  coverageWeights: () => invoke<AspectWeight[]>("coverage_weights"),
  /**
   *  Says what a thing known of a customer counts, for all units or those of one kind; as usual where
   *  nothing is said.
   */
  coverageWeightSet: (aspect: string, kind: string | null, weight: number | null) => invoke<null>("coverage_weight_set", { aspect, kind, weight }),
  /** Everything counts as usual again. */
  coverageWeightsReset: () => invoke<null>("coverage_weights_reset"),
  /** Says how long a field's value is taken to be true, and whether a second person looks at changes. */
  fieldRuleSet: (entity: string, field: string, days: number | null, check: boolean) => invoke<null>("field_rule_set", { entity, field, days, check }),
  /** Says whether whoever types a field is asked to look at its parts once more. */
  fieldConfirmSet: (entity: string, field: string, confirm: boolean) => invoke<null>("field_confirm_set", { entity, field, confirm }),
  /** What is seen in a text that was typed for a field; `power` is the unit a bare amount is in. */
  entryCheck: (entity: string, field: string, text: string, power: number) => invoke<EntryCheck>("entry_check", { entity, field, text, power }),
  /** What whoever works in this vault is called. */
  ownName: () => invoke<string | null>("own_name"),
  /** Says what whoever works in this vault is called. */
  ownNameSet: (name: string) => invoke<null>("own_name_set", { name }),
  /** How much of what grows old is inside its limit. */
  limits: () => invoke<Limits>("limits"),
  /** What a unit is by the rules, with the reasons. */
  unitGrades: (unit: Id) => invoke<UnitGrades>("unit_grades", { unit }),
  /** Says a unit's class by hand, and why; or that the rules hold for it again. */
  classOverride: (unit: Id, said: string | null, reason: string) => invoke<null>("class_override", { unit, said, reason }),
  /** The rules of class; a suggestion, and off, where none were ever set. */
  classRules: () => invoke<ClassRules>("class_rules"),
  /** Rules that suit what is in the vault. */
  classRulesSuggested: (basis: ClassBasis | null) => invoke<ClassRules>("class_rules_suggested", { basis }),
  /** What rules would come to; nothing is written. */
  classRulesTry: (rules: ClassRules) => invoke<ClassTrial>("class_rules_try", { rules }),
  /** Sets the rules of class. */
  classRulesSet: (rules: ClassRules) => invoke<null>("class_rules_set", { rules }),
  /** A year's days, as the user knows them. */
  workYear: (year: number) => invoke<WorkYear>("work_year", { year }),
  /** Makes a day worked that was not, or the other way round. */
  workdayTurn: (day: string, name: string) => invoke<null>("workday_turn", { day, name }),
  /** Has the user rest on other days of the week, Monday being 1. */
  weekendSet: (weekend: number[]) => invoke<null>("weekend_set", { weekend }),
  /** What a rule of repetition comes to that somebody typed. */
  repeatTry: (text: string, start: string | null) => invoke<RepeatTrial>("repeat_try", { text, start }),
  /** Every checklist, those offered first. */
  checklists: () => invoke<Checklist[]>("checklists"),
  /** The checklists the program offers. */
  checklistsOurs: () => invoke<OurChecklist[]>("checklists_ours"),
  /** Takes over those meant for `purposes`. */
  checklistsTake: (purposes: string[]) => invoke<Applied>("checklists_take", { purposes }),
  /** What starting a checklist would make. */
  checklistPlan: (order: ChecklistOrder) => invoke<ChecklistPlan>("checklist_plan", { order }),
  /** Makes the tasks that were planned. */
  checklistStart: (order: ChecklistOrder, contract: Id | null, tasks: ChecklistTask[]) => invoke<Applied>("checklist_start", { order, contract, tasks }),
  /** The checklists that bear upon a unit, and how far they are. */
  checklistsOfUnit: (unit: Id) => invoke<ChecklistRun[]>("checklists_of_unit", { unit }),
  /** What a line of quick entry says, for consent. */
  quickDraft: (line: string) => invoke<QuickDraft>("quick_draft", { line }),
  /** What a pasted signature says of a new contact, for consent. */
  signatureRead: (text: string) => invoke<SignatureDraft>("signature_read", { text }),
  /** The promises heard in what was written down of a conversation, said at that instant. */
  promisesHeard: (text: string, at: number | null) => invoke<PromiseHeard[]>("promises_heard", { text, at }),
  /** The draft of a letter. Nothing leaves the program by it. */
  mailDraft: (ask: MailAsk) => invoke<MailDraft>("mail_draft", { ask }),
  /**
   *  Opens a letter in the mail program; says whether its words went along, or are to be copied. What is
   *  confidential goes only where the user said so (`knowing`).
   */
  mailOpen: (ask: MailAsk, knowing: boolean) => invoke<boolean>("mail_open", { ask, knowing }),
  /** The colleagues who have something to look over at their customers. */
  mailColleagues: () => invoke<Colleague[]>("mail_colleagues"),
  /** The letter that asks one of them to. Nothing leaves the program by it. */
  mailUrge: (owner: string, language: Language) => invoke<Urge>("mail_urge", { owner, language }),
  /** Keeps where a colleague is written to, in the vault. */
  mailSetColleague: (owner: string, address: string) => invoke<null>("mail_set_colleague", { owner, address }),
  /** Opens that letter in the mail program; says whether its words went along, or are to be copied. */
  mailUrgeOpen: (owner: string, language: Language) => invoke<boolean>("mail_urge_open", { owner, language }),
  /** Saves that letter as a file, for a mail program of the user's choice; whether they did. */
  mailUrgeSave: (owner: string, language: Language) => invoke<boolean>("mail_urge_save", { owner, language }),
  /** The brief about a unit, with all below it where `below`. */
  brief: (unit: Id, below: boolean, language: Language) => invoke<Brief>("brief", { unit, below, language }),
  /** Keeps that somebody does without a section of a brief, or no longer. */
  briefSetPart: (part: string, off: boolean) => invoke<null>("brief_set_part", { part, off }),
  /** Saves the brief as a PDF; where it is, or nothing when the user thought better. Whoever is confidential has none. */
  briefSave: (unit: Id, below: boolean) => invoke<string | null>("brief_save", { unit, below }),
  /** What is laid before a project or a cooperation. */
  lessons: (entity: string, id: Id) => invoke<Lessons>("lessons", { entity, id }),
  /** Says how work answers something that was learned; with no answer, takes back what was said. */
  answerLesson: (of: RecordAt, from: RecordAt, answer: string | null, note: string | null) => invoke<Applied>("answer_lesson", { of, from, answer, note }),
  /** The earlier work most like a project or a cooperation. */
  similarWork: (entity: string, id: Id) => invoke<Similar[]>("similar_work", { entity, id }),
  /** Says that work is like earlier work, or takes that back. */
  liken: (of: RecordAt, like: RecordAt, alike: boolean) => invoke<Applied>("liken", { of, like, alike }),
  /** The years with a unit, with all below it where `below`; as of an instant, where one is named. */
  unitYears: (unit: Id, below: boolean, at: number | null) => invoke<YearLine[]>("unit_years", { unit, below, at }),
};

/* Constants */
export const WRITTEN_ABOUT = ["unit","contact","task","activity","instalment","contract","complaint","promise","milestone","competitor_view"] as const;

/* Types */
/** What befell a record, as the journal says it. */
export type Act = "create" | "update" | "delete" | "restore" | "erase";

/** How alive the tie to a unit is, to the point. */
export type Activity = {
  /** By code of `activity_level`. */
  level: string,
  /** The points of all that happened. */
  points: number,
  /** What happened and what did not. */
  reasons: ActivityReason[],
};

/** Something that happened lately, and what it counts. */
export type ActivityReason = {
  /** What: the message `activity.reason.<key>`. */
  key: string,
  /** How often. */
  count: number,
  /** Within so many days. */
  days: number,
  /** What it counts. */
  points: number,
};

/** What is open in one currency, by how long it is overdue. */
export type Ageing = {
  /** All that is open. */
  open: Value,
  /** Not due yet, or without a day. */
  not_due: Value,
  /** 1 to 30 days late. */
  to_30: Value,
  /** 31 to 60 days late. */
  to_60: Value,
  /** 61 to 90 days late. */
  to_90: Value,
  /** Later still. */
  over_90: Value,
  /** Of what is not due, what is within thirty days, today included. */
  soon: Value,
};

/** What stands in the agenda. */
export type Agenda = {
  /** The day it is, `YYYY-MM-DD`. */
  today: string,
  /** Every day of the span, in order. */
  days: AgendaDay[],
};

/** What reminds by itself on a day of the agenda. */
export type AgendaBeside = {
  /** `YYYY-MM-DD`. */
  date: string,
  /** The first of them. */
  lines: AgendaOccasion[],
  /** How many there are, listed or not. */
  all: number,
};

/** A day of the agenda. */
export type AgendaDay = {
  /** `YYYY-MM-DD`. */
  date: string,
  /** Whether it is worked, holidays and make-up days considered. */
  worked: boolean,
  /** The holiday it belongs to, worked or not. */
  holiday: string | null,
  /** The day of the Chinese calendar, where it is known. */
  lunar: AgendaLunar | null,
  /** What is due: the whole day's first, then by time, and at the end what will come again. */
  items: AgendaItem[],
  /** How many open tasks are due, listed or not. Those that will come again do not count yet. */
  load: number,
  /** How many minutes they take together, said or usual. */
  minutes: number,
};

/** A line of a day. */
export type AgendaItem = {
  /** The task. */
  id: Id,
  /** Its revision. */
  rev: number,
  /** It is no task yet: the one named will come again on this day once it is done. */
  ghost: boolean,
  /** What is to be done. */
  title: string,
  /** `HH:MM` by the clocks here; none for the whole day. */
  time: string | null,
  /** The zone whose clocks it goes by, where those are not the user's. */
  zone: string | null,
  /** At which unit. */
  unit: Ref | null,
  /** With whom. */
  contact: Ref | null,
  /** Its kind, by code; empty when none is said. */
  kind: string,
  /** The rule by which it comes again; empty for one that does not. */
  repeat: string,
  /** How many minutes it takes. */
  minutes: number,
  /** Nobody said so: it is what its kind usually takes. */
  estimated: boolean,
};

/** A day of the Chinese calendar. */
export type AgendaLunar = {
  /** 1 to 12. */
  month: number,
  /** The leap month of that number. */
  leap: boolean,
  /** 1 to 30. */
  day: number,
};

/** A line of it. */
export type AgendaOccasion = {
  /** The key of what reminds. */
  source: string,
  /** Which kind of record it speaks of. */
  entity: string,
  /** The record. */
  record: Id,
  /** At which unit. */
  unit: Ref | null,
  /** Why it is there. */
  why: OccasionWhy,
};

/** Among which records one searches. */
export type Among =
/** Among all. */
"all" |
/** Among people. */
"people" |
/** Among units that are groups: by their kind, or as the root of others. */
"groups";

/** What the user said to what was asked. */
export type Answers = {
  /** To everything: all the same. */
  all: boolean,
  /** To these questions: all the same. */
  anyway: string[],
};

/** A backup that was opened with no vault open: which it is, and what kinds of record it knew. */
export type ApartOpened = {
  /** The backup. */
  version: Snapshot,
  /** Every kind of record, with the user's own fields and choices. */
  catalog: Catalog,
};

/** What the window needs before it can show anything. */
export type AppState = {
  /** How far the program is with a vault. */
  phase: Phase,
  /** The vault that is open or waits to be unlocked. */
  vault: VaultName | null,
  /** Vaults opened before, the last one first. */
  recent: RecentVault[],
  /** The folder offered for a new vault. */
  default_folder: string,
  /** The program's version. */
  version: string,
  /** When the vault was last backed up, as far as this computer knows; known while it is locked too. */
  last_backup: number | null,
  /** The program's settings. */
  settings: Settings,
  /** Follow-ups that are due. */
  reminders_waiting: number,
};

/** What a set of changes came to. */
export type Applied = {
  /** The records as they stand now, in the order of the changes. */
  records: RecordDto[],
  /** The write's number. */
  seq: number,
};

/** What asked for a field. */
export type Asking = "sort" | "group" | "filter" | "column";

/** What an aspect counts. */
export type AspectWeight = {
  /** The aspect: the message `coverage.<aspect>`. */
  aspect: string,
  /** The kinds of unit it is asked of; every one where none is named. */
  kinds: string[],
  /** What it counts where nobody says otherwise. */
  usual: number,
  /** What it counts for all units. */
  weight: number,
  /** Where it counts otherwise. */
  by_kind: KindWeight[],
};

/** The run under way, and what earlier ones came to. */
export type Audit = {
  /** The run under way. */
  open: AuditRun | null,
  /** What it asks. */
  lines: AuditLine[],
  /** Earlier runs, the latest first. */
  runs: AuditRun[],
  /** What was answered month by month, the earliest first. */
  months: AuditMonth[],
};

/** What was found of a value. */
export type AuditAnswer =
/** It is right as it stands: it counts as verified. */
"confirmed" |
/** It is another one: the field holds that from now on. */
{ changed: Value } |
/** That could not be found out. */
"unknown";

/** A value that was drawn. */
export type AuditLine = {
  /** What was drawn. */
  id: Id,
  /** The record; nothing where it is gone. */
  record: RecordDto | null,
  /** What it is called. */
  about: Ref,
  /** The customer it belongs to, where it is not one itself. */
  unit: Ref | null,
  /** The entity's key. */
  entity: string,
  /** The field's key. */
  field: string,
  /** How old the value is, and what was said of it. */
  mark: FieldMark | null,
  /** `confirmed`, `changed`, `unknown`; nothing where that is not answered. */
  outcome: string | null,
};

/** What was answered in a month. */
export type AuditMonth = {
  /** The month, `YYYY-MM`. */
  month: string,
  /** What the answers come to. */
  tally: AuditTally,
};

/** A run. */
export type AuditRun = {
  /** The run. */
  id: Id,
  /** When it was begun, `YYYY-MM-DD`. */
  started_on: string,
  /** When it was over. */
  finished_on: string | null,
  /** So many values were drawn. */
  size: number,
  /** Out of so many. */
  drawn_from: number,
  /** So many more took no part, being confidential. */
  left_out: number,
  /** Confidential values took part. */
  confidential: boolean,
  /** What the answers come to. */
  tally: AuditTally,
};

/** What answers come to. */
export type AuditTally = {
  /** Found to be right. */
  confirmed: number,
  /** Found to be another. */
  changed: number,
  /** That could not be found out. */
  unknown: number,
  /** Not answered. */
  left: number,
  /** Of what was found out, so much was right, in percent; never all where something was changed. */
  accuracy: number | null,
  /** Its range in nineteen of twenty cases, for values drawn in this way; nothing where answers are too few. */
  between: [number, number] | null,
};

/** That somebody must be left alone. */
export type Avoid = {
  /** Why; may be empty. */
  why: string,
  /** The last day of it, `YYYY-MM-DD`; none where it has no end. */
  until: string | null,
};

/** The way into storage behind a network, but for what proves who asks. */
export type BackupAccess = {
  /** What it is spoken to in. */
  speaks: Speaks,
  /** Who asks. */
  user: string,
};

/** A backup that holds more than the vault it was made of. */
export type BackupAhead = {
  /** The backup. */
  id: string,
  /** When it was made. */
  at: number,
  /** How many changes the vault lacks of it. */
  changes: number,
};

/** What is kept of a place that was begun anew. */
export type BackupAside = {
  /** Its folder. */
  folder: string,
  /** Since when it lies there. */
  since: number,
  /** A drill has proved what came after it. */
  proved: boolean,
};

/** A place whose backups still open with secrets of before. */
export type BackupOlderSecrets = {
  /** Which of the vault's places. */
  target: Id,
  /** What the user calls it. */
  name: string,
  /** When the passphrase became another. */
  passphrase_before: number | null,
  /** When the recovery key became another. */
  recovery_before: number | null,
};

/** How backups are made of a place by themselves. */
export type BackupRhythm = {
  /** How often. */
  schedule: Schedule,
  /** At what time of day, `HH:MM`. */
  at: string,
  /** How many days keep one. */
  keep_daily: number,
  /** How many weeks keep one. */
  keep_weekly: number,
  /** How many months keep one. */
  keep_monthly: number,
  /** How many years keep one. */
  keep_yearly: number,
  /** So many bytes may lie there at most. */
  most_bytes: number | null,
  /** So many days later than planned, the user is reminded. */
  patience_days: number,
};

/**
 *  How backups stand. What is said of one place beside the list is of the one that speaks for all:
 *  of those not paused, the one with the newest good backup.
 */
export type BackupState = {
  /** All places, in the order they were chosen. */
  targets: BackupTarget[],
  /** The one that speaks for all; none until a folder was chosen. */
  target: BackupTarget | null,
  /** Whether one is being made. */
  running: boolean,
  /** The backups on all places as of the last look, newest first. */
  snapshots: Snapshot[],
  /** Why the last one failed. */
  last_error: WireError | null,
  /** What was wrong with older ones when they were last looked after. */
  older_error: WireError | null,
  /** The drive could not confirm that all of the last one has reached it. */
  unsynced: boolean,
  /** Damaged files that were set aside in the last run. */
  set_aside: number,
  /**
   *  Where the vault that this one was restored from made its backups; none once a folder was
   *  chosen.
   */
  former_folder: string | null,
  /** What that speaks, where it is storage behind a network. */
  former_speaks: Speaks | null,
  /** Which backup this vault was restored from; none once a folder was chosen. */
  restored: RestoredNote | null,
  /** Whether the recovery key opens the backups; those begun anew open with the passphrase alone at first. */
  recovery_opens: boolean,
  /** Since when the open vault itself is known to be damaged: what helps is one of these. */
  damaged_at: number | null,
  /** What the files on records are called that it did not give back, until the user has read it. */
  lost_files: string[],
  /** What this vault lacks that came out of a damaged backup, until the user has read it. */
  salvaged: Losses | null,
};

/** One of the places backups go to, and when. */
export type BackupTarget = {
  /** What it says it is, in its own marker. */
  id: Id,
  /** What the user calls it. */
  name: string,
  /** The folder on the drive, where it is or was last seen. */
  folder: string,
  /** It is storage behind a network; `folder` is its address. */
  cloud: boolean,
  /** How it stands just now. */
  standing: Whereabouts,
  /** The folders it stands in, where it is there twice. */
  clones: string[],
  /** When it was last there. */
  seen_at: number | null,
  /** Nothing is made there for now. */
  paused: boolean,
  /** So many days later than planned, the user is reminded. */
  patience_days: number,
  /** Whether it can be backed up to now. */
  connected: boolean,
  /** How often a backup is made by itself. */
  schedule: Schedule,
  /** At what time of day, `HH:MM`. */
  at: string,
  /** How many days keep one. */
  keep_daily: number,
  /** How many weeks keep one. */
  keep_weekly: number,
  /** How many months keep one. */
  keep_monthly: number,
  /** How many years keep one. */
  keep_yearly: number,
  /** So many bytes may lie there at most. */
  most_bytes: number | null,
  /** What must stay there takes so many, where that is more. */
  over_limit: number | null,
  /** What of storage behind a network is told of the way in. */
  access: BackupAccess | null,
  /** A backup of this very vault there that holds more than it does, until the user has read it. */
  ahead: BackupAhead | null,
  /** What stood there before and could not be opened any more. */
  aside: BackupAside | null,
  /** Backups there that only a newer program reads. */
  newer: Newer | null,
  /** Room on the drive, where the system says. */
  free_bytes: number | null,
  /** When a backup was last made and read back. */
  last_ok_at: number | null,
  /** Whether one should have been made by now. */
  due: boolean,
  /** Why the last one failed. */
  last_error: WireError | null,
  /** What was wrong with older ones when they were last looked after. */
  older_error: WireError | null,
  /** The drive could not confirm that all of the last one has reached it. */
  unsynced: boolean,
  /** Damaged files that were set aside in the last run. */
  set_aside: number,
};

/** A part of a table: some lines, the edges included, and the fields that count of them. */
export type Band = {
  /** The first line. */
  first: number,
  /** The last line. */
  last: number,
  /** The fields. */
  columns: string[],
};

/**
 *  What counts as brought in. One or the other: a contract and the lines bought under it are the
 *  same money.
 */
export type Basis =
/** The amounts of contracts that were signed; of one that was terminated, what came in. */
"contracts" |
/** The lines that were bought. */
"transactions";

/** A field that became another. */
export type Became = {
  /** The field's key. */
  field: string,
  /** What it held. */
  before: Value,
  /** What it holds after. */
  after: Value,
  /** What was noted of that value: why it is another one, where somebody said so. */
  why: string | null,
};

/** Where a page of the bin ends: the next one begins within this step, after so many of its records. */
export type BinMark = {
  /** The write. */
  seq: number,
  /** So many of its records were told. */
  told: number,
};

/** A page of the bin. */
export type BinPage = {
  /** The steps, the latest first; the first one may go on from the page before. */
  steps: BinStep[],
  /** Where the next page begins; nothing where this is all. */
  more: BinMark | null,
};

/** What one step put into the bin and is still there. */
export type BinStep = {
  /** The write. */
  seq: number,
  /** When, ms UTC. */
  at: number,
  /** What the step is called: a message key. */
  op: string,
  /** What became of the step. */
  state: StepState,
  /** The records, those that went along with another told there. */
  records: Binned[],
};

/** A record in the bin. */
export type Binned = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** What it is called. */
  title: string,
  /** What went along with it, by entity. */
  along: { [key in string]: number },
  /** The record it was merged into: it comes back when the merge is taken back. */
  merged_into: Ref | null,
};

/** A brief. */
export type Brief = {
  /** Whom it is about. */
  unit: Ref,
  /** What else they are called. */
  also: string,
  /** What is known of them. */
  facts: BriefFact[],
  /** It tells of all below as well. */
  below: boolean,
  /** So many units report to them. */
  children: number,
  /** The day it is of, `YYYY-MM-DD`. */
  day: string,
  /** What is to be known, in order; none of them is empty. */
  sections: BriefSection[],
  /** Every section there can be. */
  parts: BriefPart[],
  /** Nothing may be told of the customer outside the window: there is no paper. */
  secret: boolean,
  /** So much is not told on paper. */
  untold: number,
};

/** What the head says of the customer. */
export type BriefFact = {
  /** Of what. */
  label: string,
  /** What. */
  value: string,
  /** Nothing may be told of it outside the window. */
  secret: boolean,
};

/** One thing to know. */
export type BriefLine = {
  /** The kind of record it is of, by its entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** The day, or the moment, it is of. */
  day: string | null,
  /** What it says. */
  text: string,
  /** What else is known of it. */
  note: string,
  /** It should be over by now. */
  late: boolean,
  /** It belongs to the line above. */
  inner: boolean,
  /** Nothing may be told of it outside the window. */
  secret: boolean,
};

/** A section that can be had. */
export type BriefPart = {
  /** Its key. */
  key: string,
  /** What it is called. */
  title: string,
  /** The user does without it. */
  off: boolean,
};

/** What is known of one matter. */
export type BriefSection = {
  /** Its key. */
  key: string,
  /** What it is called. */
  title: string,
  /** Its lines, what matters most first. */
  lines: BriefLine[],
  /** So many more there are. */
  more: number,
  /** The program thought of it; nobody said it. */
  suggested: boolean,
};

/** What bringing back comes to. */
export type Bring = {
  /** The moment the plan was made at; hand it back. */
  moment: number,
  /** Records that are not there and come anew, by entity. */
  made: { [key in string]: number },
  /** Records that come out of the bin, by entity. */
  revived: { [key in string]: number },
  /** Records of which fields become what they were, by entity. */
  changed: { [key in string]: number },
  /** Records that stand as they stood. */
  same: number,
  /** What comes because others need it. */
  along: BroughtAlong[],
  /** Fields that become what they were. */
  turned: BroughtField[],
  /** How many there are of those. */
  turned_all: number,
  /** What stays as it is. */
  left: BroughtField[],
  /** How many there are of those. */
  left_all: number,
};

/** Why something does not come back. */
export type BringBar =
/** Another record has its code by now. */
"taken" |
/** What it needs is no more, then or now. */
"gone" |
/** It would stand below itself. */
"circle" |
/** It was signed, and is locked by now. */
"locked" |
/** Its file is lost, then and now. */
"lost";

/** A record that is brought without having been asked for. */
export type BroughtAlong = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** What it was called. */
  title: string,
};

/** A field that becomes what it was, or does not. */
export type BroughtField = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** What it was called. */
  title: string,
  /** The field; none where it is the record. */
  field: string | null,
  /** What it held. */
  was: Value,
  /** What it holds. */
  now: Value,
  /** Why it stays as it is. */
  bar: BringBar | null,
};

/** What becomes of an entry. */
export type CalendarFate =
/** It becomes a task. */
"new" |
/** It is a task here, and says nothing else. */
"same" |
/** It is a task here, and says something else. */
"changed" |
/** It is left out. */
"refused";

/** The calendar file that other programs follow. */
export type CalendarKept = {
  /** Where it is. */
  file: string,
  /** How much it tells. */
  tells: CalendarTells,
  /** It goes while the vault is locked. */
  goes_when_locked: boolean,
  /** Why it could not be written last. */
  failed: WireError | null,
};

/** A word on what could not be taken as it is written. */
export type CalendarNote = {
  /** Which, as the end of a message key. */
  key: string,
  /** What it is about, as the file says it; empty where that is plain. */
  text: string,
};

/** What taking a file in would come to. */
export type CalendarPlan = {
  /** The file's name. */
  file: string,
  /** Every entry, in the file's order. */
  rows: CalendarRow[],
};

/** An entry of the plan. */
export type CalendarRow = {
  /** Its place in the file, from one, where each occurrence of a series that stands by itself counts. */
  number: number,
  /** What it is called. */
  title: string,
  /** When it would be due, `YYYY-MM-DD` or with `THH:MM`; none without a day. */
  due: string | null,
  /** The rule by which it would come again; empty for one that does not. */
  repeat: string,
  /** What becomes of it. */
  fate: CalendarFate,
  /** Why it is left out, as the end of a message key; empty for the others. */
  why: string,
  /** The fields that would change. */
  fields: string[],
  /** What could not be taken as it is written. */
  notes: CalendarNote[],
};

/** What saving a calendar file came to. */
export type CalendarSaved = {
  /** Where it is. */
  place: string,
  /** How many entries are in it. */
  count: number,
};

/** How much a calendar file tells. What is confidential is never told: it shows as time taken. */
export type CalendarTells =
/** That time is taken, and no more. */
"times" |
/** What is to be done. */
"titles" |
/** What is to be done, for whom, and what was noted. */
"names";

/** The catalog as the window sees it. */
export type Catalog = {
  /** Every entity. */
  entities: EntityInfo[],
  /** Those of modules that are out of sight: kept, and offered nowhere. */
  hidden: string[],
  /** Every list, in the order of the program. */
  lists: ListInfo[],
  /** Every choice of every list, in the user's order. */
  choices: Choice[],
  /** The colours a choice may have. */
  colours: string[],
};

/** How a cell stands; what is further to the left counts before the others. */
export type CellState =
/** They bought it. */
"bought" |
/** It is being offered. */
"open" |
/** They have it of a competitor. */
"competitor" |
/** It was offered in vain. */
"lost" |
/** Nobody ever offered it. */
"never";

/**
 *  What a drill found, as it is sealed. The text is JSON without spaces, its names in the order of
 *  the alphabet.
 */
export type Certificate = {
  /** The backup's name in the repository; none where the drive did not come to say it. */
  backup: string | null,
  /** When that backup was made. */
  backup_made_at: number | null,
  /** Every row was compared; else only how many there are. */
  by_contents: boolean,
  /** It was begun by the clock. */
  by_itself: boolean,
  /** What it was compared with. Certificates of older programs say only what `by_contents` says. */
  compared: ComparedBy | null,
  /** A hash of what all tables held, by which a vault can be told to be that very one. */
  contents: string,
  /** When it was begun, milliseconds since 1970 in UTC. */
  drilled_at: number,
  /** Attachments restored, held to their hashes and opened. */
  files: number,
  /** The form of this text. */
  form: number,
  /** Of the records, so many were opened as the program opens them, from every kind. */
  opened: number,
  /** Whether all of it was there. */
  passed: boolean,
  /** The id of the place that backup stands at. Certificates of older programs do not say. */
  place: string | null,
  /** What that place is called. */
  place_name: string | null,
  /** The program and version that drilled. */
  program: string,
  /** Why it did not pass. */
  reason: WireError | null,
  /** Records the user would see again. */
  records: number,
  /** Rows of all tables, the program's own among them. */
  rows: number,
  /** Tables. */
  tables: number,
  /** How long it took, milliseconds. */
  took_ms: number,
  /** The vault's id. */
  vault: string,
  /** What the vault is called. */
  vault_name: string,
};

/** Changes that belong together. */
export type ChangeSet = {
  /** The message key `op.…` that names the step in undo. */
  label: string,
  /** The changes, in order. */
  changes: RecordChange[],
};

/** `changed`: a write was committed. */
export type ChangedEvent = {
  /** The journal's number of the write. */
  seq: number,
  /** The write, as `room.verb`. */
  op: string,
  /** The entities it touched, each once. */
  entities: string[],
  /** The records it touched, or none when they are too many to name. */
  ids: Id[],
};

/** What one step did to a record. */
export type Chapter = {
  /** The write. */
  seq: number,
  /** When, ms UTC. */
  at: number,
  /** The message key of the step. */
  op: string,
  /** What became of the step. */
  state: StepState,
  /** What befell the record. */
  act: Act,
  /** The fields that became others. */
  fields: Became[],
};

/** A checklist as it is edited and chosen from. */
export type Checklist = {
  /** It. */
  id: Id,
  /** Its revision. */
  rev: number,
  /** What it is called. */
  name: string,
  /** What it is meant for, by code; empty when that is not said. */
  purpose: string,
  /** When to use it. */
  note: string,
  /** It is offered. */
  active: boolean,
  /** Its steps in order. */
  steps: ChecklistStep[],
};

/** A task it would make. */
export type ChecklistLine = {
  /** The step. */
  step: Id,
  /** What is to be done. */
  title: string,
  /** At which unit. */
  unit: Ref,
  /** When, `YYYY-MM-DD`. */
  due: string,
  /** The day it would have been due, had that not been at rest. */
  moved_from: string | null,
  /** That day has passed. */
  passed: boolean,
};

/** Which checklist is started, where and when. */
export type ChecklistOrder = {
  /** The list. */
  checklist: Id,
  /** At which unit. */
  unit: Id,
  /** The day its steps are counted from, as it was typed; nothing where the usual one is meant. */
  start: string | null,
};

/** The tasks a checklist would make. */
export type ChecklistPlan = {
  /** The day its steps are counted from, `YYYY-MM-DD`. */
  start: string,
  /** The contract that ends on that day, where the day was taken from it. */
  contract: Ref | null,
  /** The tasks, in the order of their days. */
  lines: ChecklistLine[],
  /** The first day to start on with none of its days passed, `YYYY-MM-DD`; none where none has. */
  fits_from: string | null,
  /** How many units stand right below the one it is started at. */
  below: number,
  /** Where it was started here before and is still under way. */
  running: ChecklistRun | null,
};

/** How far a checklist is after one of its steps was done. */
export type ChecklistProgress = {
  /** The list. */
  checklist: Ref,
  /** Steps done. */
  done: number,
  /** Steps altogether. */
  all: number,
};

/** A checklist that was started. What was dropped of it counts for nothing. */
export type ChecklistRun = {
  /** The list. */
  checklist: Ref,
  /** Where it was started. */
  unit: Ref,
  /** On which day, `YYYY-MM-DD`. */
  on: string,
  /** Which of the starts that agree in all that; none where a sheet brought its tasks without. */
  start: string | null,
  /** Steps done. */
  done: number,
  /** Steps altogether. */
  all: number,
  /** Its steps by the day they are due. */
  steps: ChecklistRunStep[],
};

/** A step of a checklist that was started: a task. */
export type ChecklistRunStep = {
  /** The task. */
  id: Id,
  /** Its revision. */
  rev: number,
  /** What is to be done. */
  title: string,
  /** At which unit, where that is not the one it was started at. */
  unit: Ref | null,
  /** When it is due, `YYYY-MM-DD`; none for some day. */
  due: string | null,
  /** It is done. */
  done: boolean,
};

/** A step of a checklist. */
export type ChecklistStep = {
  /** It. */
  id: Id,
  /** Its revision. */
  rev: number,
  /** Its place. */
  seq: number,
  /** What is to be done. */
  name: string,
  /** Days from the start, before it where negative. */
  offset_days: number,
  /** Counted in days that are worked. */
  working_days: boolean,
  /** Of which kind the task is, by code; empty when that is not said. */
  kind: string,
  /** How pressing it is, by code; empty when that is not said. */
  priority: string,
  /** What is said with it. */
  note: string,
  /** It is done once for each unit right below, and not for the unit itself. */
  each_below: boolean,
};

/** A task of the plan that is to be made. */
export type ChecklistTask = {
  /** The step. */
  step: Id,
  /** At which unit. */
  unit: Id,
  /** When, as it was typed. */
  due: string,
};

/** A choice as the window sees it. */
export type Choice = {
  /** The list's key. */
  list: string,
  /** The choice's code. */
  code: string,
  /** What the user calls it; none where the message `choice.<list>.<code>` does. */
  label: string | null,
  /** What an import or a paste may call it besides. */
  aliases: string[],
  /** A colour, `#rrggbb`. */
  colour: string | null,
  /** Its place in the list. */
  seq: number,
  /** No longer offered. */
  retired: boolean,
};

/** What the user says of a choice. */
export type ChoiceShape = {
  /** What it is called; nothing for the program's own word. */
  label: string | null,
  /** What an import or a paste may call it besides. */
  aliases: string[],
  /** A colour, `#rrggbb`. */
  colour: string | null,
  /** No longer offered. */
  retired: boolean,
};

/** What counts. */
export type ClassBasis =
/** Money that came in. */
"received" |
/** The amounts of contracts that were signed. */
"contracted" |
/** The amounts of business that began. */
"cooperations";

/** A change of a unit's class by the rules. */
export type ClassChange = {
  /** On which day, `YYYY-MM-DD`. */
  day: string,
  /** From which class… */
  was: string | null,
  /** …to which. */
  became: string | null,
  /** What the unit brought by then. */
  amount: Value,
  /** What was reached, or was not any more. */
  bound: Value,
};

/** How many units a class would have. */
export type ClassCount = {
  /** The class; none for those that would be in none. */
  class: string | null,
  /** How many. */
  units: number,
};

/** What is said of one class. */
export type ClassCycle = {
  /** The list it is of: `size_class` or `unit_level`. */
  list: string,
  /** The class, by code. */
  class: string,
  /** Once in so many months; 0 for not at all. */
  months: number,
};

/** The rules, as they are typed and shown. */
export type ClassRules = {
  /** They are kept up with. */
  on: boolean,
  /** What counts. */
  basis: ClassBasis,
  /** Over the last so many months. */
  months: number,
  /** In which currency; amounts of others are counted by the rates on record. */
  currency: string,
  /** From how much on, the largest first. */
  steps: ClassStep[],
  /** The class of all others; none where nothing is named. */
  otherwise: string | null,
};

/** From how much on a unit is of a class, as it is typed and shown. */
export type ClassStep = {
  /** The class, by code of `size_class`. */
  class: string,
  /** From how much on, as a person writes it: `500万`. */
  at_least: string,
};

/** What rules would come to. */
export type ClassTrial = {
  /** Each class of the rules, the largest first. */
  counts: ClassCount[],
  /** Units of which somebody said the class, which stands above the rules. */
  said: number,
  /** Amounts that are left out for want of a rate. */
  left_out: number,
};

/** A colleague, and how many of their customers they can be asked to look over. */
export type Colleague = {
  /** The owner, as the customers have it. */
  owner: string,
  /** Customers of theirs with something to be verified, or hardly known: as many as the letter names. */
  customers: number,
};

/** A column and what it is guessed to mean. */
export type ColumnGuess = {
  /** Its place, from nought. */
  column: number,
  /** Its heading; the letters of a spreadsheet where it has none. */
  header: string,
  /** A few of its cells. */
  samples: string[],
  /** The field it goes to, `entity.field`; none to leave it out. */
  target: string | null,
  /** How sure the guess is, 0 to 1. */
  confidence: number,
  /**
   *  What one unit in the sheet is, should the column hold amounts, as a power of ten written
   *  out, and the currency where it is named: `10000`, `10000 USD`, `1 USD`.
   */
  unit_scale: string | null,
};

/** One column of a table. */
export type ColumnSetting = {
  /** The field. */
  key: string,
  /** In pixels. */
  width: number,
  /** Whether it stays when the others scroll. */
  pinned: boolean,
};

/** In what two pieces of work are alike. */
export type Common =
/** Done for the same customer. */
"customer" |
/** Done for another unit of its group. */
"group" |
/** The same products. */
"products" |
/** Both products, or services, or both. */
"type" |
/** About as much money, of one currency. */
"amount" |
/** Customers of one industry. */
"industry";

/** What a backup was compared with. */
export type ComparedBy =
/** What it held when it was made: every page, and every table by its rows. */
"contents" |
/**
 *  How many rows every table had. An older program made it, and its tables were brought to
 *  today's shape; or it says only how many records of each kind it holds.
 */
"counts" |
/** Nothing: it says neither. It could be opened, and that is all. */
"nothing";

/** A contract with how it is to be paid. */
export type ContractMoney = {
  /** The contract. */
  record: RecordDto,
  /** Its instalments, by the day they are due. */
  instalments: InstalmentMoney[],
  /** Some of them are to be paid. */
  planned: boolean,
};

/** The figures of one piece of business. */
export type CooperationMargin = {
  /** Which; null for what belongs to none. */
  cooperation: Ref | null,
  /** By currency. */
  figures: Figures[],
};

/** How well a unit is known, to the point. */
export type Coverage = {
  /** 0 to 100: the points of what is had. */
  score: number,
  /** Every aspect. */
  points: Point[],
};

/** A customer that is to be looked through. */
export type CycleItem = {
  /** The customer. */
  unit: Ref,
  /** Who looks after it. */
  owner: string | null,
  /** The class it is looked through by; none where it goes with the rest. */
  class: ClassCycle | null,
  /** Once in so many months. */
  months: number,
  /** Owed since, `YYYY-MM-DD`. */
  since: string,
  /** So many spans passed without it. */
  passed: number,
  /** When it was looked through last, `YYYY-MM-DD`. */
  reviewed_on: string | null,
  /** Skipped on that day and not looked through since, `YYYY-MM-DD`. */
  skipped_on: string | null,
  /** Its values that are out of date: confirmed with the whole. */
  fields: string[],
};

/** The work list. */
export type CycleList = {
  /** Customers are looked through in turn at all. */
  on: boolean,
  /** To be looked through, the most pressing first. */
  items: CycleItem[],
  /** How many there are, listed or not. */
  open: number,
  /** Skipped this time, the latest first. */
  aside: CycleItem[],
  /** How many those are, listed or not. */
  skipped: number,
  /** How far it is, the shortest span first. */
  progress: CycleProgress[],
};

/** How far it is in one span of the calendar. */
export type CycleProgress = {
  /** How many months it takes. */
  months: number,
  /** Its first day, `YYYY-MM-DD`. */
  first: string,
  /** Its last day. */
  last: string,
  /** Customers looked through in it. */
  done: number,
  /** Of so many, those skipped counted. */
  of: number,
  /** Of those, skipped this time. */
  skipped: number,
};

/** How often customers are looked through. */
export type CycleRules = {
  /** They are looked through in turn at all. */
  on: boolean,
  /** The kinds of unit that are. */
  kinds: string[],
  /** Classes of which something is said; the others go with the rest. */
  classes: ClassCycle[],
  /** All the rest: once in so many months; 0 for not at all. */
  otherwise: number,
};

/** A text, and until when it held. */
export type Dated = {
  /** The text. */
  text: string,
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; nothing where nobody knows. */
  until: string | null,
};

/** Somebody, with their parts. */
export type Decider = {
  /** Who. */
  contact: Ref,
  /** Where their part is. */
  unit: Ref,
  /** In office here, or anywhere where they never were here, and not gone; of whom no post is known, not gone. */
  in_office: boolean,
  /** Since when they sit there, `YYYY-MM-DD`. */
  since: string | null,
  /** Their own parts. */
  parts: DecisionPart[],
  /** Our last conversation with them; nothing where there was none. */
  last_talk: LastTalk | null,
  /** They asked not to be contacted. */
  let_be: boolean,
  /** Whom they listen to, the strongest first. */
  listens_to: Tie[],
  /** What is lacking at them, the weightiest first. */
  lacks: Lack[],
};

/** A part somebody, or a seat, has in a decision. */
export type DecisionPart = {
  /** The record that says so. */
  stance: Id,
  /** Where they have it: they may sit elsewhere. Nothing where that is not said. */
  unit: Ref | null,
  /** Whose part it is: a choice of `stance_role`. */
  role: string,
  /** How much weight it has: a choice of `influence_level`. */
  influence: string | null,
  /** How they are disposed towards us: a choice of `attitude`. */
  attitude: string | null,
  /** How well they are looked after: a choice of `coverage_level`. */
  coverage: string | null,
  /** In which deal, where it is said of one alone. */
  opportunity: Ref | null,
  /** As of which day it was said, `YYYY-MM-DD`. */
  as_of: string | null,
};

/** A chair, and who sits there. */
export type DecisionSeat = {
  /** The seat. */
  seat: Ref,
  /** Whose it is. */
  unit: Ref,
  /** How many of the seats told are above it. */
  depth: number,
  /** The parts the seat itself has, whoever sits there. */
  parts: DecisionPart[],
  /** Who sits there today. */
  holders: Decider[],
  /** Who sat there last, where nobody does. */
  former: FormerHolder | null,
};

/** Who decides. */
export type Decisions = {
  /** The deal it is narrowed to, where it is. */
  opportunity: Ref | null,
  /** The seats, each after the one it reports to. */
  seats: DecisionSeat[],
  /** So many more seats there are than are told. */
  more_seats: number,
  /** Whoever has a part and none of these seats, those who decide first. */
  others: Decider[],
  /** So many more of those there are than are told. */
  more_others: number,
  /** Whom to meet next and which seats to ask about, the most pressing first. */
  gaps: Gap[],
  /** So many of those there are, told or not. */
  gap_count: number,
};

/** The height of table rows. */
export type Density =
/** 28 pixels. */
"compact" |
/** 34 pixels. */
"normal" |
/** 42 pixels, wrapping. */
"roomy";

/** One value that would change. */
export type Difference = {
  /** `entity.field`. */
  field: string,
  /** What is there now. */
  from: Value,
  /** What it would become. */
  to: Value,
};

/** A value that may well be wrong. */
export type Doubted = {
  /** The record. */
  record: RecordDto,
  /** What it is called. */
  about: Ref,
  /** The customer it belongs to, where it is not one itself. */
  unit: Ref | null,
  /** The field. */
  field: string,
  /** Why it looks filled in carelessly, a message; nothing where somebody said that it is doubtful. */
  doubt: string | null,
  /** What somebody said is wrong with it. */
  wrong: string | null,
  /** What it should be, as they said. */
  should_be: string | null,
  /** Who said so. */
  wrong_by: string | null,
};

/** `drag`: files are held over the window, taken away again, or dropped on it. */
export type DragEvent = {
  /** They are held over it. */
  over: boolean,
  /** They were dropped: by this number they can be taken. */
  drop: number | null,
  /** Where that was. */
  at: Spot | null,
};

/** A restore drill that went well. */
export type DrillDone = {
  /** When the backup was made that would restore. */
  made_at: number,
  /** Rows that came back. */
  rows: number,
  /** Tables they stand in. */
  tables: number,
  /** Records the user would see again. */
  records: number,
  /** Of these, so many were opened. */
  opened: number,
  /** Attachments that came back, each held to its hash and opened. */
  files: number,
  /** What it was compared with. */
  compared: ComparedBy,
  /** How many steps the vault has made since that backup; nothing where that is not known. */
  steps_since: number | null,
  /** How long it took, milliseconds. */
  took_ms: number,
};

/** A drill of which there is a row. */
export type DrillEntry = {
  /** Its number. */
  n: number,
  /** When it was begun. */
  drilled_at: number,
  /** Whether it passed. */
  passed: boolean,
  /** What is sealed; none where it can no longer be read. */
  certificate: Certificate | null,
  /** The certificate as it was sealed. */
  text: string,
  /** The seal, in hexadecimal digits. */
  seal: string,
  /** The seal fits the text, and the row says what the text says. */
  genuine: boolean,
};

/** How often it is proved that the backup would restore. */
export type DrillRhythm =
/** Only by hand. */
"never" |
/** Every seven days. */
"weekly" |
/** Every month. */
"monthly" |
/** Every three months. */
"quarterly";

/** What the latest sweep found and what is left of it. */
export type DuplicateList = {
  /** When it was looked, ms UTC; nothing while nobody has since the vault was opened. */
  swept_at: number | null,
  /** Much has changed since. */
  stale: boolean,
  /** How many pairs there are. */
  total: number,
  /** How many more were found and not kept. */
  left_out: number,
  /** Those asked for, the likeliest first. */
  pairs: DuplicatePair[],
};

/** Two records that may be one. */
export type DuplicatePair = {
  /** The one that was there first. */
  first: Ref,
  /** The other one. */
  second: Ref,
  /** 0 to 99. */
  score: number,
  /** Why, what says most first. */
  reasons: Reason[],
};

/** Who is responsible for what. */
export type Duties = {
  /** Group by group, customers before their business. */
  lines: Duty[],
  /** So many lines more there are. */
  more: number,
  /** Customers nobody looks after. */
  unowned: number,
};

/** What the same three people look after in one group. */
export type Duty = {
  /** The group; nothing for what belongs to no customer. */
  group: Ref | null,
  /** The kind of record, by its entity's key. */
  entity: string,
  /** Who looks after it. */
  owner: string | null,
  /** Who does while the owner cannot. */
  backup_owner: string | null,
  /** Who looks at what the owner does. */
  reviewer: string | null,
  /** The owner would look at their own work, or stand in for themselves. */
  same: boolean,
  /** How many records. */
  count: number,
  /** What some of them are called. */
  titles: string[],
  /** What some of those are called of which may be told outside the window, as on paper. */
  told: string[],
  /** Nothing may be told of the group there. */
  untold_group: boolean,
};

/** An entity as the window sees it. */
export type EntityInfo = {
  /** The entity's key. */
  key: string,
  /** The field that names a record. */
  title_field: string,
  /** Made by a person, not by what the core takes in. */
  made_by_hand: boolean,
  /** Its fields; those shown at first come first, in their order. */
  fields: FieldInfo[],
};

/** What is seen in a text that was typed for a field. */
export type EntryCheck = {
  /** Its parts; none where nothing is to be looked at. */
  parts: EntryPart[],
  /** Whoever typed it is asked to look at them once more. */
  confirm: boolean,
};

/** One thing seen in what was typed. */
export type EntryPart = {
  /** What is seen, a message. */
  key: string,
  /** What fills its blanks. */
  values: { [key in string]: string },
  /** Whether that is right, where it can be told. */
  ok: boolean | null,
};

/** What an export came to, as the window tells it. */
export type ExportDone = {
  /** Where the sheets are. */
  place: string,
  /** The folder with the files that are on records, where there are any. */
  folder: string | null,
  /** How many files are in it. */
  files: number,
  /** What those are called that could not be read and are not in it. */
  left_out: string[],
  /** How many confidential records stayed here. */
  confidential: number,
};

/** The form of an export. */
export type ExportFormat =
/** A workbook. */
"xlsx" |
/** A folder of text files with commas. */
"csv";

/** A field of a record. */
export type FieldAt = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** The field's key. */
  field: string,
};

/** A field as the window sees it. */
export type FieldInfo = {
  /** The field's key. */
  key: string,
  /** What the user called it; none where the message `field.<entity>.<key>` does. */
  label: string | null,
  /** What the user wrote beside it. */
  help: string | null,
  /** The kinds of unit that have it; every one where none is named. */
  kinds: string[],
  /** Its kind. */
  kind: FieldKind,
  /** The part of the form it stands in. */
  section: string,
  /** Must hold something. */
  required: boolean,
  /** Kept by the core, not typed. */
  computed: boolean,
  /** Characters at most. */
  max_len: number,
  /** The list it chooses from. */
  choices: string | null,
  /** The entity it points at. */
  target: string | null,
  /** What a new record holds when nothing is said. */
  default: string | null,
  /** Can be sorted by. */
  sortable: boolean,
  /** Can be grouped by. */
  groupable: boolean,
  /** Totals add it up. */
  summable: boolean,
  /** Shown at first. */
  default_column: boolean,
  /** Its width at first, px. */
  width: number,
  /** Of a module that is out of sight: kept, and offered nowhere. */
  hidden: boolean,
};

/** The kind of a field: how it is typed, stored, compared and shown. */
export type FieldKind = "text" | "long_text" | "choice" | "choices" | "number" | "money" | "decimal" | "percent" | "date" | "fuzzy_date" | "wall_time" | "instant" | "bool" | "phones" | "emails" | "texts" | "dated" | "url" | "official_id" | "repeat" | "lunar_day" | "ref" | "refs";

/** How much of one field is inside its limit. */
export type FieldLimit = {
  /** The entity's key. */
  entity: string,
  /** The field's key. */
  field: string,
  /** For how many days its value is taken to be true. */
  days: number,
  /** So many records hold something in it. */
  filled: number,
  /** In so many of them it is younger than that. */
  inside: number,
  /** The oldest of the others. */
  oldest: OldestValue | null,
};

/** What is known of a field's value. */
export type FieldMark = {
  /** The field's key. */
  field: string,
  /** The instant its age counts from, ms UTC. */
  since: number,
  /** Whole days old. */
  age: number,
  /** For how many days it is taken to be true. */
  stale_after: number | null,
  /** It outlived that. */
  stale: boolean,
  /** A second person looks at each change. */
  check: boolean,
  /** What was said of it. */
  word: Word,
};

/** What is expected of a field. */
export type FieldRule = {
  /** The entity's key. */
  entity: string,
  /** The field's key. */
  field: string,
  /** For how many days its value is taken to be true; nothing for one that does not grow old. */
  stale_after: number | null,
  /** What the catalog says of that. */
  usual: number | null,
  /** How much it matters to know it, 0 to 5; of the user's own fields. */
  importance: number,
  /** A second person looks at each change. */
  check: boolean,
  /** Whoever types it is asked to look at its parts once more; nothing where it has none to look at. */
  confirm: boolean | null,
  /** One of the user's own. */
  own: boolean,
  /** Its records grow old at all. */
  ages: boolean,
};

/** What the user says of a field. */
export type FieldShape = {
  /** What it is called. */
  label: string,
  /** What is written beside it. */
  help: string | null,
  /** The part of the form it stands in. */
  section: string,
  /** Must hold something. */
  required: boolean,
  /** The kinds of unit that have it; every one where none is named. */
  kinds: string[],
  /** How it is worked out, where it is not typed. */
  formula: string | null,
  /** How much it matters to know it, 0 to 5. */
  importance: number,
  /** For how many days a value is taken to be true. */
  stale_after_days: number | null,
  /** No longer shown; what it holds is kept. */
  retired: boolean,
};

/** A field of the user's own, as the settings show it. */
export type FieldState = {
  /** The entity that has it. */
  entity: string,
  /** Its key. */
  key: string,
  /** How it is typed, stored, compared and shown. */
  kind: FieldKind,
  /** The entity it points at. */
  target: string | null,
  /** What the user says of it; a formula in the words of their language. */
  shape: FieldShape,
};

/** In one currency, what came and went. */
export type Figures = {
  /** What was brought in. */
  revenue: Value,
  /** What of it was paid. */
  received: Value,
  /** What it cost. */
  cost: Value,
  /** Revenue less cost. */
  margin: Value,
  /** The margin in basis points of the revenue; null without revenue. */
  share: number | null,
};

/**
 *  A condition on records. On the wire `{all: […]}`, `{any: […]}`, `{not: …}` or
 *  `{field, op, values}`.
 */
export type Filter =
/** Every one holds. */
({
/** The conditions. */
all: Filter[] }) |
/** At least one holds. */
({
/** The conditions. */
any: Filter[] }) |
/** It does not hold. */
({
/** The condition. */
not: Filter }) |
/** A field compares so with the values. */
({
/** The field's key. */
field: string;
/** How. */
op: Op;
/** With what; one for most, several for `in`, none for `empty`. */
values: Value[] });

/** The task that came after one that was done. */
export type Followed = {
  /** It. */
  task: Id,
  /** When it is due. */
  due: Wall,
  /** How many of the rule's days had passed already and were left out. */
  skipped: number,
};

/** What is asked of the list. */
export type FormerAsked = {
  /** The entity's key. */
  entity: string,
  /** Words that stand in what it is found by, or in how a name is spelled; nothing for all. */
  text: string,
  /** Only what stands otherwise today, or has something that does. */
  otherwise: boolean,
  /** In which order. */
  by: FormerBy,
  /** The other way round. */
  descending: boolean,
  /** From which row. */
  from: number,
  /** How many. */
  count: number,
};

/** A record that belonged to another. */
export type FormerBelonging = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** What it was called. */
  title: string,
  /** What has become of it. */
  since: Since,
  /** It stood below it in their tree. */
  below: boolean,
};

/** In which order the records of then are asked for. */
export type FormerBy =
/** By what they were called. */
"name" |
/** By their day; those without one come last. */
"date";

/** A field, then and now. */
export type FormerField = {
  /** The field's key. */
  field: string,
  /** What it held. */
  was: Value,
  /** What it holds. */
  now: Value,
  /** Whether these differ. */
  differs: boolean,
};

/** Who sat in a chair before. */
export type FormerHolder = {
  /** Who. */
  contact: Ref,
  /** Until when, `YYYY-MM-DD`, where that is known. */
  until: string | null,
};

/** A kind of record of which there were any. */
export type FormerKind = {
  /** The entity's key. */
  entity: string,
  /** How many there were. */
  count: number,
};

/** A part of the list. */
export type FormerPage = {
  /** How many rows there are by what was asked. */
  all: number,
  /** How many of the kind stand otherwise, or have something that does. */
  otherwise: number,
  /** The field that is the kind's day. */
  date: string | null,
  /** Its main fields beside name and day. */
  columns: string[],
  /** Those asked for. */
  rows: FormerRow[],
};

/** A record as it was. */
export type FormerRecord = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** What it was called. */
  title: string,
  /** What has become of it. */
  since: Since,
  /** Its fields, those that hold something then or now. */
  fields: FormerField[],
  /** What belonged to it, what stands otherwise first; as many as were asked for. */
  belongs: FormerBelonging[],
  /** How many there are of those. */
  belongs_all: number,
  /** Of those, how many stand otherwise. */
  belongs_otherwise: number,
};

/** A record as it was. */
export type FormerRow = {
  /** The record. */
  id: Id,
  /** What it was called. */
  title: string,
  /** The customer or unit it was of. */
  about: string,
  /** Its day, by the page's `date`. */
  date: Value,
  /** What it held, in the order of the page's `columns`. */
  cells: Value[],
  /** What has become of it. */
  since: Since,
  /** How many records that belonged to it stand otherwise. */
  beside: number,
};

/** A value a field held, from when to when. */
export type FormerValue = {
  /** What it held. */
  value: Value,
  /** Since when, ms UTC. */
  since: number,
  /** Until when, ms UTC. */
  until: number,
};

/** A record and what a formula comes to for it. */
export type FormulaSample = {
  /** The record's title. */
  title: string,
  /** What the formula comes to. */
  value: Value,
};

/** One thing found. */
export type Found = {
  /** What it is. */
  says: Says,
  /** The value for the form. */
  value: string,
  /** The words it was read from. */
  words: string,
};

/** Whom to meet next, or which seat to ask about, and why. */
export type Gap = {
  /** Where. */
  unit: Ref,
  /** The seat it is about, or in which they sit. */
  seat: Ref | null,
  /** Who; nobody where it is about a seat nobody holds. */
  contact: Ref | null,
  /** Why, the weightiest first. */
  lacks: Lack[],
  /** Nothing is decided without them. */
  key: boolean,
  /** Who has their ear and talks with us. */
  through: Ref | null,
  /** What is planned for it already: an open task. */
  planned: Ref | null,
};

/** What became of it. */
export type Going =
/** It goes on with the field, which is of another kind now. */
"followed" |
/** Left out: it cannot be asked of the kind the field is now. */
"unfit" |
/** Left out: the field is retired. */
"retired" |
/** Left out: there is no such field any more. */
"gone";

/** What the columns are. */
export type GridBy =
/** Each product. */
"product" |
/** Each category at the top, with all below it; what has none stands for itself. */
"category";

/** A cell in which something stands. */
export type GridCell = {
  /** Its row, from nought. */
  row: number,
  /** Its column, from nought. */
  column: number,
  /** How it stands. */
  state: CellState,
  /** How often it was bought: by the lines of it, or else by the business or the deals, whichever are more. */
  times: number,
  /** For how much, a sum for each currency. */
  amounts: Value[],
  /** When last, `YYYY-MM-DD`. */
  last: string | null,
  /** What is being offered. */
  open: Work[],
  /** What was offered in vain. */
  lost: Work[],
  /** Of whom they have it. */
  competitors: Ref[],
};

/** A column. */
export type GridColumn = {
  /** `product` or `category`. */
  entity: string,
  /** The record. */
  of: Ref,
  /** How many of the rows bought it. */
  buyers: number,
  /** What a deal names to stand in this column. */
  written: string,
};

/** A row. */
export type GridRow = {
  /** The unit, with its departments. */
  unit: Ref,
  /** How many rows are above it in the tree. */
  depth: number,
  /** Nothing of it may be told outside the window. */
  confidential: boolean,
  /** A choice of `industry`: what it has in common with others. */
  industry: string | null,
  /** The columns that are suggested to it: nobody offered them, and companies like it, or several, bought them. */
  suggested: number[],
};

/** Who wrote a record, when and with which step. */
export type Hand = {
  /** When, ms UTC. */
  at: number,
  /** Who; `me` is whoever opens the vault. */
  by: string,
  /** The message key of the step. */
  op: string,
};

/** What is handed over to whom. */
export type HandOver = {
  /** Whose; with units nothing means whoever looks after each of them. */
  from: string | null,
  /** Which units; none means everything of `from`. */
  units: Id[],
  /** With all units below them. */
  below: boolean,
  /** To whom. */
  to: string,
  /** The former owner stays on as backup owner. */
  stays_backup: boolean,
  /** Fields that stay as they are, as `entity.field`. */
  without: string[],
  /** What to add to the timeline. */
  note: string,
};

/** Records of one kind that change hands. */
export type HandOverLine = {
  /** The entity's key. */
  entity: string,
  /** The field that names who looks after it. */
  field: string,
  /** How many. */
  count: number,
  /** What some of them are called. */
  titles: string[],
  /** Whether they change; otherwise they were left out. */
  taken: boolean,
};

/** What a hand-over comes to. */
export type HandOverPlan = {
  /** The moment the plan was made at; hand it back. */
  moment: number,
  /** What changes, by kind. */
  lines: HandOverLine[],
  /** Units whose timeline gets a note. */
  noted: number,
  /** What is open at the units. */
  open: OpenPoints,
};

/** Who entered a record, and who changed it last. */
export type Hands = {
  /** Nothing where the journal does not reach back so far. */
  entered: Hand | null,
  /** Nothing where it was never changed since. */
  changed: Hand | null,
};

/** What can be undone and redone next: the message keys of the steps. */
export type HistoryState = {
  /** The step that undo would take back. */
  undo: string | null,
  /** The step that redo would bring again. */
  redo: string | null,
};

/** A record found. */
export type Hit = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** The unit it belongs to. */
  unit: Ref | null,
  /** What it is called; empty for a conversation. */
  title: string,
  /** What matched, where the title does not show it. */
  detail: string,
  /** By what it was found. */
  matched: Matched,
  /** When it took place or was last changed, ms UTC. */
  at: number | null,
};

/** What a search found. */
export type Hits = {
  /** The records, the best first. */
  hits: Hit[],
  /** Whether the index knew everything; where not, what is missing may yet be found. */
  complete: boolean,
};

/** What is known of a place's public holidays in a year. */
export type HolidaysKnown =
/** None. */
"nothing" |
/** Those that are off by law; days that bridge them and days worked in exchange are not announced. */
"statutory" |
/** All that was announced, or told by the user. */
"announced";

/** The id of a record of any kind. Crosses to the window as its hyphenated text. */
export type Id = string;

/** What an import did. */
export type ImportDone = {
  /** The write's number. */
  seq: number,
  /** New records by entity, and changed ones as `<entity>.changed`. */
  counts: { [key in string]: number },
  /** Rows that were left out; they can be saved as a sheet to repair. */
  refused: number,
  /** Customers whose class came in without its reason. */
  unreasoned: number,
};

/** How a sheet is to be read. */
export type ImportLayout = {
  /** The sheet, from nought; the number after the last stands for all that are alike. */
  sheet: number,
  /** The lowest row that names the columns, from one; nought when none does. */
  header_row: number,
  /** Every column that holds something. */
  columns: ColumnGuess[],
  /** How many records stand below. */
  rows: number,
  /**
   *  The kind of record each row is; none where it is a line of a ledger of customers, which holds
   *  customers, people, business, tasks and conversations side by side.
   */
  kind: string | null,
  /** Of a whole workbook: its sheets, each with the kind of its records. */
  parts: ImportPart[],
};

/** A file that was opened. */
export type ImportOpened = {
  /** The number by which the window calls it. */
  session: number,
  /** Its name, without the folder. */
  file_name: string,
  /** The text encoding, where there was one to find out. */
  encoding: string | null,
  /** Its sheets; sheets with the same columns are offered together as one more, after the last. */
  sheets: SheetInfo[],
  /** The sheet to begin with. */
  sheet: number,
  /** The number that stands for the whole workbook, where this program wrote all of it. */
  whole: number | null,
  /** The kinds of record a sheet may hold other than a ledger of customers. */
  kinds: string[],
};

/** A sheet of a workbook that is read as a whole. */
export type ImportPart = {
  /** The sheet, from nought. */
  sheet: number,
  /** Its name. */
  name: string,
  /** The kind of its records; none to leave it out. */
  kind: string | null,
  /** How many records it has. */
  rows: number,
  /** Its columns that go to no field. */
  unread: string[],
};

/** What an import would do. */
export type ImportPlan = {
  /** The number of the import. */
  session: number,
  /** Rows by what becomes of them; every state is there. */
  counts: WireCounts,
  /** New records by entity, and changed ones as `<entity>.changed`. */
  records: { [key in string]: number },
  /** The country in which new holidays will count of which the file says none; nothing where there are none. */
  country: string | null,
  /** Customers whose class the file says without saying why; it stands above the rules all the same. */
  unreasoned: number,
};

/** A row of the file and what becomes of it. */
export type ImportRow = {
  /** Its number in the file, from one; with several sheets taken together, counted on. */
  row: number,
  /** What becomes of it. */
  state: RowState,
  /** What to call it: the unit's name. */
  title: string,
  /** Why it is doubtful or refused, and what else is worth knowing. */
  reasons: Warning[],
  /** What changes in records that are there. */
  differences: Difference[],
  /** Units it might be the same as. */
  candidates: Ref[],
  /** `same:<id>`, `new` or `skip`; empty while the user has still to choose. */
  decision: string,
  /** Whether the user said so, and can take it back. */
  decided: boolean,
  /** The unit above its own is undecided, or left out: until that is settled, `new` changes nothing. */
  waits: boolean,
};

/** A field that a column can go to. */
export type ImportTarget = {
  /** `entity.field`. */
  key: string,
  /** The entity's key. */
  entity: string,
  /** The field's key. */
  field: string,
};

/** A part of a contract, and whether it is late. */
export type InstalmentMoney = {
  /** The instalment. */
  record: RecordDto,
  /** Something of it is still to come. */
  open: boolean,
  /** It was due before today, on a contract that binds. */
  late: boolean,
};

/** A piece of long work. */
export type Job =
/** Performing an import. */
"import" |
/** Writing an export. */
"export" |
/** Writing and reading back a backup. */
"backup" |
/** Opening a backup to be looked at. */
"look" |
/** Bringing records back out of the one that is looked at. */
"bring" |
/** Proving that the newest backup restores. */
"drill" |
/** Looking the vault through, by itself. */
"check" |
/** Restoring a vault. */
"restore" |
/** Bringing files in, saving one out, or reading all of them through. */
"attach" |
/** Looking for records that are there twice. */
"sweep" |
/** Taking back, or bringing again, a step of many records. */
"undo" |
/** Putting the vault under a new key. */
"rekey" |
/** Bringing search up to date: after unlocking, a restore or a large import. */
"warm" |
/** Holding the vault to its backups after unlocking; the window shows nothing of it. */
"compare" |
/** Backing up before the vault is locked by hand or the program ended. */
"leave";

/** `job`: how far long work is. */
export type JobEvent = {
  /** Which work. */
  job: Job,
  /** How far it is; `None` when it has ended. */
  progress: Progress | null,
  /** Whether it has ended. */
  finished: boolean,
  /** Why it ended early. */
  error: WireError | null,
};

/** How a table was left, brought to the fields as they are now. */
export type KeptView = {
  /** How it is to be shown. */
  setting: ViewSetting,
  /** What is not as it was left. */
  mended: Mended[],
};

/** What a caller can act on. Add one only where somebody branches on it. */
export type Kind =
/** A field or argument holds what the rules refuse; `field` says which. */
"invalid" |
/** The record changed since the caller read it. */
"conflict" |
/** There is no such record, view, file or job. */
"not_found" |
/** No vault is open, or it is locked. */
"locked" |
/** The passphrase or recovery key does not fit. */
"wrong_secret" |
/** A file is damaged; it was left as it is. */
"damaged" |
/** Written by a newer version; not touched. */
"newer_version" |
/** Another program or window holds it. */
"in_use" |
/** The medium is full. */
"no_space" |
/** The folder or drive is missing, unreadable or read-only. */
"unavailable" |
/** The user stopped it; nothing was changed. */
"cancelled" |
/** A file the user chose cannot be read as what it claims to be, or is too large. */
"bad_file" |
/** Our own fault, or the system's: nothing the user did. */
"internal";

/** What the user decided on. */
export type KindOrder = {
  /** The entity that has the field. */
  entity: string,
  /** The field's key. */
  key: string,
  /** Its kind from now on. */
  kind: FieldKind,
  /** How many values the user was told cannot be read, and lets go. */
  lost: number,
};

/** What a change of kind comes to. */
export type KindPlan = {
  /**
   *  How many records hold something in the field and will hold it as the new kind, those in the
   *  bin too.
   */
  converts: number,
  /** The first of them. */
  samples: Recast[],
  /** How many cannot be read as the new kind; the field is empty for them then. */
  lost: number,
  /** The first of them. */
  losses: Recast[],
  /** The choices the field will have, where the new kind chooses. */
  choices: string[],
};

/** What an aspect counts for units of one kind. */
export type KindWeight = {
  /** The kind, by code. */
  kind: string,
  /** What it counts. */
  weight: number,
};

/** What is lacking at a line. */
export type Lack =
/** Nobody spoke with them yet. */
{ lack: "never_met" } |
/** Whoever had this part is not in office any more. */
{ lack: "gone" } |
/** Nobody sits there. */
{ lack: "vacant" } |
/** It is not known who decides there at all. */
{ lack: "unknown" } |
/** The last conversation is so many days ago. */
{ lack: "silent";
/** That many. */
days: number } |
/** They have doubts, or are against us. */
{ lack: "against" };

/** How much of a payment goes to an instalment, as typed; nothing where it is blank. */
export type Laid = {
  /** The instalment. */
  instalment: Id,
  /** How much. */
  amount: string,
};

/** A language of the product. */
export type Language =
/** Simplified Chinese. */
"zh" |
/** English. */
"en";

/** The last conversation with somebody. */
export type LastTalk = {
  /** The conversation. */
  activity: Id,
  /** When, ms UTC. */
  at: number,
  /** How many days ago by the calendar here. */
  days: number,
};

/** One of the last conversations. */
export type LateTalk = {
  /** The activity. */
  id: Id,
  /** When, ms UTC. */
  at: number,
  /** How, by code of `activity_kind`. */
  kind: string,
  /** With whom; nobody where it is confidential. */
  with: Ref[],
  /** How it began; nothing where it is confidential. */
  text: string,
  /** There is more of it than is told here. */
  more: boolean,
  /** Nothing is told but that there was one: whoever wants to know opens the customer. */
  confidential: boolean,
};

/** How soon a task is due. */
export type Lateness = "overdue" | "today" | "week" | "later" | "someday";

/** `leaving`: the vault is about to be left. What is being typed is stored now, and said to be by this number. */
export type LeavingEvent = {
  /** What the shell is answered by. */
  number: number,
};

/** How many customers are not in a letter, by why. */
export type LeftOut = {
  /** They are confidential. */
  confidential: number,
  /** All that is to be looked over is put off. */
  put_off: number,
  /** Others come first; these follow in another letter. */
  later: number,
};

/** Something to be learned from. */
export type Lesson = {
  /** `complaint`, `need`, `satisfaction` or `cooperation`. */
  entity: string,
  /** The record; the label is what it says. */
  source: Ref,
  /** Whose it is. */
  unit: Ref,
  /** How grave: 1 is critical, 4 is slight. */
  grade: number,
  /** How it stands, as a choice of its own list. */
  state: string | null,
  /** The score, where it is one: as typed, of which scale. */
  score: string | null,
  /** It is settled with the customer. */
  settled: boolean,
  /** The day it was said. */
  day: string,
  /** What came of it. */
  outcome: string | null,
  /** How this work answers it. */
  answer: LessonAnswer | null,
  /** How other work answered it, the latest first. */
  elsewhere: LessonAnswer[],
};

/** How work answers one of them. */
export type LessonAnswer = {
  /** The record that says so. */
  id: Id,
  /** A choice of the list `lesson_answer`. */
  answer: string,
  /** In a few words. */
  note: string | null,
  /** The day it was said. */
  day: string,
  /** `project` or `cooperation`: what answers it. */
  entity: string,
  /** Which one. */
  work: Ref,
};

/** What is laid before new work. */
export type Lessons = {
  /** The gravest, in order. */
  lines: Lesson[],
  /** How many there are. */
  total: number,
  /** How many of them are answered, or do not apply. */
  answered: number,
};

/** One reason why two pieces of work are alike, and what it counts. */
export type LikeReason = {
  /** In what. */
  alike: Common,
  /** How much that counts. */
  points: number,
  /** What they share, where that has names. */
  names: string[],
};

/** A field that may have changed. */
export type LikelyChange = {
  /** The record it is of. */
  record: RecordDto,
  /** What that is called. */
  about: Ref,
  /** The field's key. */
  field: string,
};

/** A record that is there and may be the one that is being typed. */
export type LikelySame = {
  /** The record. */
  record: Ref,
  /** 0 to 99. */
  score: number,
  /** Why, what says most first. */
  reasons: Reason[],
};

/** How much is inside its limit. */
export type Limits = {
  /** Field by field, the one of which least is inside first; those that nobody filled in last. */
  fields: FieldLimit[],
  /** So many values have a limit. */
  filled: number,
  /** So many of them are inside it. */
  inside: number,
};

/** One line of a view. */
export type Line =
/** A record. */
{ kind: "record";
/** The record. */
id: Id;
/** Its revision. */
rev: number;
/** Its place in its group, from 1. */
number: number;
/** The values of the query's columns, in order. */
cells: Value[];
/** The fields with something that deserves a second look. */
warnings: string[] } |
/** The head of a group. */
{ kind: "group";
/** Names the group when folding it. */
key: string;
/** The value its records share. */
label: Value;
/** How many they are. */
records: number;
/** Whether they are hidden. */
folded: boolean;
/** Their sums. */
totals: { [key in string]: Value } };

/** A list of choices as the window sees it. */
export type ListInfo = {
  /** Its key. */
  key: string,
  /** Its choices may be called otherwise, but are neither more nor fewer. */
  fixed: boolean,
};

/** The window's language. */
export type Locale =
/** Simplified Chinese. */
"zh" |
/** English. */
"en" |
/** The desktop's. */
"system";

/** A conversation as it is logged, with what was agreed to do next. */
export type LogTouch = {
  /** With which unit. */
  unit: Id,
  /** Its kind, by code of `activity_kind`. */
  kind: string,
  /** When it took place, ms UTC; now where nothing is said. */
  at: number | null,
  /** With whom. */
  contacts: Id[],
  /** What was said. */
  content: string,
  /** How it went, by code of `activity_result`. */
  result: string | null,
  /** How long, minutes. */
  duration_min: number | null,
  /** How confidential it is, by code of `label`; open where nothing is said. */
  label: string | null,
  /** What must happen next. */
  next_step: NextStep | null,
};

/** What a vault lacks that came out of a damaged backup. */
export type Losses = {
  /** The tables that lack rows, the worst first. */
  tables: TableLoss[],
  /** Rows in all of them. */
  rows: number,
  /** Of these, customers. */
  customers: number,
  /** Rows that could be read and were dropped, for they cannot be without one that was lost. */
  dropped: number,
  /** Rows that pointed at one that was lost, and point at nothing now. */
  unlinked: number,
  /** Tables of which more may be missing than is counted: reading them broke off somewhere. */
  incomplete: string[],
};

/** What a letter is about. */
export type MailAbout = {
  /** Which kind of record. */
  entity: string,
  /** The record. */
  record: Id,
  /** The key of what reminds of it, where that is why one writes. */
  source: string | null,
};

/** A letter as it is asked for. */
export type MailAsk = {
  /** What it is about. */
  about: MailAbout,
  /** The language it is written in. */
  language: Language,
  /** To whom of those a draft offers; whoever suggests themselves where nothing is said. */
  to: MailChoice[] | null,
};

/** Somebody a letter is to go to: one of those a draft offers, and of no other. */
export type MailChoice = {
  /** The person; nobody for the unit's own address. */
  contact: Id | null,
  /** The address. */
  address: string,
};

/** A draft, as the window shows it. */
export type MailDraft = {
  /** Everybody it could go to, those the record names first. */
  people: MailPerson[],
  /** What is kept as an address of those it names and is none. */
  unfit: string[],
  /** What it is about; empty where only the writer knows. */
  subject: string,
  /** Its words, lines ended by `\n`. */
  body: string,
  /** At which unit it would be noted. */
  unit: Ref | null,
  /** Something it says or is about is confidential. */
  confidential: boolean,
  /** The words can be handed to the mail program with it; else they are to be copied. */
  fits: boolean,
};

/** Somebody a letter could go to. */
export type MailPerson = {
  /** The person; nobody for the unit's own address. */
  contact: Ref | null,
  /** The address. */
  address: string,
  /** The letter goes to them. */
  chosen: boolean,
  /** They are no longer there. */
  left: boolean,
  /** They must be left alone now. */
  avoid: Avoid | null,
};

/** How reminders speak. */
export type Manner = {
  /** The minute of the day at which what has no time of its own speaks. */
  morning: number,
  /** Whether the day is told in one note then. */
  digest: boolean,
  /** After so many days an open task that is overdue speaks once more; 0 for never. */
  overdue_days: number,
  /** The hours of the day in which nothing speaks. */
  quiet: QuietHours | null,
  /** Whether days not worked are quiet. */
  quiet_days: boolean,
};

/** How reminders speak, and until when they do not. */
export type MannerState = {
  /** How they speak. */
  manner: Manner,
  /** Until when nothing speaks, as the clock here shows it; none when it does. */
  paused_until: string | null,
};

/** What the business with a unit is worth. */
export type Margin = {
  /** Of the unit itself, by currency. */
  own: Figures[],
  /** With all below it. */
  all: Figures[],
  /** With all below it, by piece of business. */
  cooperations: CooperationMargin[],
  /** With all below it, year by year. */
  years: YearMargin[],
  /** The rates that were used. */
  rates: Rate[],
  /** What stays in its own currency for want of a rate. */
  without_rate: number,
};

/** By what a record was found, the best first. */
export type Matched =
/** The whole name, or the name without its legal form, or a whole code. */
"exact" |
/** The start of a name. */
"prefix" |
/** A part of a name. */
"part" |
/** The pinyin of a name, from the start or from any syllable. */
"pinyin" |
/** The initials of a name's pinyin. */
"initials" |
/** The end or the start of a telephone number. */
"phone" |
/** The start of a code or of one of its parts. */
"code" |
/** A longer text. */
"text";

/** The scores of a year on one scale. */
export type Mean = {
  /** Their mean, in hundredths of a point. */
  hundredths: number,
  /** How many there are. */
  count: number,
};

/** Something of a table that is not as it was left. */
export type Mended = {
  /** What asked for the field. */
  asking: Asking,
  /** What the field is called; empty where nobody knows any more. */
  label: string,
  /** What became of it. */
  became: Going,
};

/** A field of both records. */
export type MergeField = {
  /** The field's key. */
  field: string,
  /** What the winner holds. */
  winner: Value,
  /** What the loser holds. */
  loser: Value,
  /** Whose it is afterwards, where nothing else is said. */
  take: Take,
  /** Both hold something, and not the same. */
  clash: boolean,
  /** Both can be kept. */
  list: boolean,
  /** The fields whose values come from the same side as its own, whoever is taken. */
  with: string[],
};

/** What the user decided. */
export type MergeOrder = {
  /** The entity's key. */
  entity: string,
  /** The record that stays. */
  winner: Id,
  /** The record that goes into the bin. */
  loser: Id,
  /** The moment the plan was made at. */
  moment: number,
  /** Whose value a field has afterwards, where it is not as the plan proposed. */
  takes: { [key in string]: Take },
  /** The loser's name becomes a former name instead of another one. */
  former: boolean,
};

/** What a merge comes to. */
export type MergePlan = {
  /** The entity's key. */
  entity: string,
  /** The record that stays. */
  winner: Ref,
  /** The record that goes into the bin. */
  loser: Ref,
  /** The moment the plan was made at; hand it back. */
  moment: number,
  /** The fields that hold something in either, in the order of the form. */
  fields: MergeField[],
  /** What is re-pointed. */
  repointed: Repointed[],
  /**
   *  Holdings that would close a circle of control, and go into the bin instead, by the unit at the
   *  other end.
   */
  circled: Ref[],
  /** The winner stands below the loser and takes its place in the tree. */
  rises: boolean,
};

/** A merge that stands. */
export type Merged = {
  /** The write. */
  step: number,
  /** When, ms UTC. */
  at: number,
  /** The record that went into the bin. */
  loser: Ref,
};

/** A module, and what there is of it. */
export type ModuleState = {
  /** Its key: the message `module.<key>`. */
  key: string,
  /** It is out of sight. */
  hidden: boolean,
  /** The kinds of record that it is. */
  entities: string[],
  /** So many records it holds, hidden or not. */
  records: number,
};

/** What a column of money counts in. */
export type MoneyScale =
/** The currency's own unit. */
"one" |
/** Thousands. */
"thousand" |
/** Ten thousands, 万. */
"wan" |
/** Millions. */
"million" |
/** Hundred millions, 亿. */
"yi";

/** What moving would come to. */
export type MovePlan = {
  /** Those that would be moved. */
  moved: TaskMoved[],
  /** Those that cannot be. */
  stays: TaskStays[],
};

/** Where tasks are moved to. The time of day stays where none is said. */
export type MoveTo =
/** All of them to one day, `YYYY-MM-DD`. */
({ day: string }) |
/** All of them to one time, `YYYY-MM-DDTHH:MM` by the clocks here. */
({ at: string }) |
/** All of them to one day, `YYYY-MM-DD`, and to no time of it. */
({ whole_day: string }) |
/** Each by so many days, back where negative. */
({ days: number }) |
/** Each to the first day worked after its own, or after today where that has passed. */
"next_workday";

/** A view with a name, as the table can be shown now. */
export type NamedView = {
  /** Which one. */
  id: Id,
  /** The kind of record whose table it is of. */
  entity: string,
  /** What it is called. */
  name: string,
  /** How the table is shown. */
  setting: ViewSetting,
  /** What is not as it was kept. */
  mended: Mended[],
};

/** Records one might point at. */
export type NearOptions = {
  /** Those of the same group. */
  near: Ref[],
  /** The others. */
  others: Ref[],
};

/** A payment as it is recorded. */
export type NewPayment = {
  /** Who paid. */
  unit: Id,
  /** For which contract, where that is known: then only its instalments are settled. */
  contract: Id | null,
  /** How much, as typed. */
  amount: string,
  /** When it came, as typed; today where nothing is said. */
  received_on: string,
  /** How, by code of `payment_method`. */
  method: string | null,
  /** What the bank calls it. */
  bank_ref: string,
  /** Whether to lay it out over what is owed. */
  allocate: boolean,
};

/** Backups on a drive that this program cannot read. */
export type Newer = {
  /** How many there are. */
  count: number,
  /** The program and version that made the newest of them. */
  made_by: string,
};

/** Something worth asking. */
export type NextQuestion = {
  /**
   *  `stale` for a value that is to be verified; otherwise the aspect that is missing: the message
   *  `question.<key>`, or `question.own` for a field of the user's own.
   */
  key: string,
  /** The entity's key. */
  entity: string,
  /** The record it is about. */
  about: Ref,
  /** The field to verify or to fill, where it is one. */
  field: string | null,
  /** What it holds. */
  value: Value,
};

/** What must happen next. */
export type NextStep = {
  /** What is to be done. */
  title: string,
  /** By when; some day where nothing is said. */
  due: Wall | null,
  /** Whether to speak up. */
  remind: boolean,
};

/** What stands in the box. */
export type NoteDraft = {
  /** What was said. */
  text: string,
  /** The kind of conversation. */
  kind: string,
  /** With whom. */
  contacts: Ref[],
  /** When it took place; nothing is now. */
  at: TypedMoment | null,
  /** How it went, by code of `activity_result`; a draft of before does not say. */
  result?: string | null,
  /** How long, minutes. */
  duration_min?: number | null,
  /** What follows. */
  next: string,
  /** By when. */
  due: TypedMoment,
  /** It is confidential. */
  confidential?: boolean,
};

/** A numbering rule. */
export type Numbering = {
  /** The entity it numbers. */
  entity: string,
  /** The kind of unit; none for every one that has no rule of its own. */
  kind: string | null,
  /** How a code is made. */
  pattern: string,
  /** The code the next record would get. */
  next: string,
};

/** An occasion as the window shows it. */
export type OccasionLine = {
  /** The key of what reminds. */
  source: string,
  /** Which kind of record it speaks of. */
  entity: string,
  /** The record. */
  record: Id,
  /** At which unit. */
  unit: Ref | null,
  /** With whom. */
  contact: Ref | null,
  /** What it is about, in the record's own words. */
  title: string,
  /** The day it is about, `YYYY-MM-DD`: what is said of it is said for this day. */
  about: string,
  /** The day it is to be seen to, `YYYY-MM-DD`: put off, that is another one. */
  on: string,
  /** The moment it is to be seen to by, ms UTC, where it has an hour and was not put off. */
  by: number | null,
  /** How soon: what has an hour is overdue from then on. */
  lateness: Lateness,
  /** Whole days it is late; 0 when it is not. */
  late_days: number,
  /** Why it is there. */
  why: OccasionWhy,
  /** Somebody else is to act. */
  waits: boolean,
  /** A conversation is what it asks for. */
  talk: boolean,
  /** Done is written into its record; otherwise it can only be noted that it was seen. */
  ends: boolean,
  /** So many minutes late it spoke, and nobody has seen that yet. */
  missed: number | null,
};

/** Why something reminds by itself, as a sentence and what fills its blanks. */
export type OccasionWhy = {
  /** The message key. */
  key: string,
  /** What fills its blanks. */
  values: { [key in string]: string },
};

/** The value that is longest over its limit. */
export type OldestValue = {
  /** The record that holds it. */
  about: Ref,
  /** Whole days old. */
  age: number,
};

/** How a field is compared. */
export type Op = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "contains" | "starts" | "empty" | "not_empty" | "in" | "under";

/** What is still open at some units, or with somebody. */
export type OpenPoints = {
  /** Tasks to be done. */
  tasks: number,
  /** Promises to be kept. */
  promises: number,
  /** What some of them are called, what is due first before the others. */
  titles: string[],
};

/** A checklist of the program's. */
export type OurChecklist = {
  /** What it is meant for, by code: each has one of its own. */
  purpose: string,
  /** What it is called. */
  name: string,
  /** When to use it. */
  note: string,
  /** What its steps are called. */
  steps: string[],
  /** There is one so called already, in either language. */
  there: boolean,
};

/** One of our people, as the records name them. */
export type OurPerson = {
  /** Their name. */
  name: string,
  /** How many records they look after. */
  count: number,
};

/** A vault in one file, as the window tells it. */
export type ParcelDone = {
  /** The file. */
  place: string,
  /** How long it is. */
  bytes: number,
  /** How many files on records are in it. */
  files: number,
};

/** Text for a rectangle of cells. */
export type Paste = {
  /** The entity's key. */
  entity: string,
  /** The records it falls on, row by row; none where they are yet to be made. */
  rows: Id[],
  /** The fields it falls on. */
  columns: TextColumn[],
  /** What was pasted, row by row. */
  text: string[][],
};

/** What becomes of one pasted cell. */
export type PasteCell = {
  /** Its row in the paste. */
  row: number,
  /** Its column in the paste. */
  column: number,
  /** What it would hold. */
  value: Value | null,
  /** Why it is refused. */
  refused: Warning | null,
};

/** What a paste would do. */
export type PastePlan = {
  /** Every cell. */
  cells: PasteCell[],
  /** How many would be taken. */
  accepted: number,
  /** How many are refused. */
  refused: number,
};

/** Until when the user is not to be disturbed. */
export type PauseFor =
/** For an hour. */
"hour" |
/** Until tomorrow's morning hour. */
"tomorrow" |
/** Until this minute of the day, today or tomorrow. */
{ until: number } |
/** No longer. */
"end";

/** A payment, and what of it no instalment has. */
export type PaymentMoney = {
  /** The payment. */
  record: RecordDto,
  /** What is left of it; nothing where it is all laid out. */
  left: Value,
};

/** Somebody at a unit, with the post they hold there. */
export type Person = {
  /** The person. */
  contact: RecordDto,
  /** What they are there. */
  post: RecordDto | null,
};

/** How far the program is with a vault. */
export type Phase =
/** No vault is chosen. */
"none" |
/** A vault is chosen and closed. */
"locked" |
/** A new vault waits for the user to prove the recovery key was written down. */
"confirm_recovery" |
/** Open. */
"unlocked";

/** `phase`: the vault was opened, locked or closed. */
export type PhaseEvent = {
  /** The phase from now on. */
  phase: Phase,
};

/** One telephone number. */
export type Phone = {
  /** As written, ends trimmed. */
  raw: string,
  /** `+8613800138000`, where the country and the area are known. Service numbers have none. */
  e164: string | null,
  /** The extension behind it. */
  ext: string | null,
  /** What it reaches. */
  kind: PhoneKind,
  /** Whether it can be right. */
  ok: PhoneOk,
  /**
   *  Nobody is reached by it any more, as the words beside it say: `13800138000（停用）`. It is kept, for
   *  it still tells who is who.
   */
  dead?: boolean,
};

/** What a number reaches. */
export type PhoneKind =
/** A mobile phone. */
"mobile" |
/** A land line that rings at one desk. */
"direct" |
/** A switchboard; it has extensions. */
"switch" |
/** A fax machine. */
"fax" |
/** A service number dialled the same everywhere: 400, 800, 95xxx, 12345. */
"400" |
/** A number known as a `WeChat` handle. */
"wechat_phone" |
/** Cannot be told from the text. */
"unknown";

/** Whether a number can be right. */
export type PhoneOk =
/** It fits its numbering plan. */
"yes" |
/** It cannot be right: a mobile number one digit short, no digits at all. */
"no" |
/** It may be: a local number without its area, a plan not known here. */
"unknown";

/** Instalments to be read, and then made. */
export type Plan = {
  /** The instalments. */
  rows: Planned[],
  /** What they add up to, where they do. */
  total: Value,
  /** Words that were not understood. */
  unread: string[],
  /** Why this is no plan yet. */
  problems: Warning[],
  /** What the user should know about it. */
  remarks: Warning[],
};

/** An instalment as it would be made. */
export type Planned = {
  /** Its place, from 1. */
  seq: number,
  /** What it is called. */
  name: string,
  /** What makes it due, by code of `instalment_trigger`. */
  trigger: string,
  /** So many after that. */
  days: number | null,
  /** Of which, by code of `offset_unit`. */
  offset_unit: string,
  /** When it is due, where that can be known: a date. */
  due_on: Value,
  /** Its share, where it is a whole number of basis points: a percentage. */
  share: Value,
  /** Its amount. */
  amount: Value,
  /** How it is paid, by code of `payment_method`. */
  method: string | null,
  /** The words it was read from. */
  words: string,
};

/** One thing that is known of a unit, or is not. */
export type Point = {
  /** The aspect: the message `coverage.<key>`; of a field of the user's own its key. */
  key: string,
  /** A field of the user's own. */
  own: boolean,
  /** Had, missing, or not asked of such a unit. */
  had: boolean | null,
  /** What it counts, in points of a hundred. */
  points: number,
};

/** A post that changes hands. */
export type PostToTake = {
  /** At which unit. */
  unit: Ref,
  /** As what. */
  title: string,
  /** Which seat it fills; empty for none. */
  seat: string,
};

/** How far a piece of work is. */
export type Progress = {
  /** What is being done, a message key `progress.…`. */
  phase: string,
  /** Done so far, in the phase's unit (rows or bytes). */
  done: number,
  /** All there is to do in this phase, where it is known. */
  total: number | null,
};

/** Who committed themselves, by the code of the list. */
export type PromiseBy = "us" | "them";

/** A promise heard, for consent. */
export type PromiseHeard = {
  /** Who made it. */
  by: PromiseBy,
  /** The words of it. */
  text: string,
  /**
   *  By when, `YYYY-MM-DD`: the one day, or those of which one is meant, the likelier first. Empty where it hangs
   *  on something that has yet to happen, and no day is said.
   */
  days: string[],
  /** It is promised only if something else comes true. */
  depends: boolean,
};

/** How the proofs stand. */
export type ProofState = {
  /** How often a drill runs by itself. */
  rhythm: DrillRhythm,
  /** Since when no place has been without a proof: of the last ones that passed at each, the oldest. */
  proved_at: number | null,
  /** How many places there are that need a proof. */
  places: number,
  /** What those are called where none has passed yet. */
  unproved: string[],
  /** When the next one begins by itself, if the drive is there. */
  next_at: number | null,
  /** It has been due for more than a week. */
  overdue: boolean,
  /** Why the last one could not be done, where that says nothing of the backup. */
  hindrance: WireError | null,
  /** The drills so far, newest first. */
  drills: DrillEntry[],
  /** When the recovery key was last typed, or the vault was made. */
  recovery_proved_at: number,
  /** It is to be asked for again. */
  recovery_asked: boolean,
};

/** What a folder is picked for. */
export type Purpose =
/** To put a new vault in, or to open one. */
"vault" |
/** To keep backups in. */
"backup" |
/** To restore from. */
"restore" |
/** To keep a calendar file in. */
"calendar";

/** A question about the records of one entity. */
export type Query = {
  /** The entity's key. */
  entity: string,
  /** Which records. */
  filter: Filter | null,
  /** In which order; by title where nothing else decides. */
  sort: Sort[],
  /** Gathered by which field. */
  group: string | null,
  /** Which groups are folded, by key. */
  folded: string[],
  /** Only those in whose name or codes this stands. */
  search: string | null,
  /** Which fields to show, in order. */
  columns: string[],
};

/** Something that stands against a taking back. */
export type Question = {
  /** How an answer names it. */
  key: string,
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** What it is called. */
  title: string,
  /** The field, where it is about one. */
  field: string | null,
  /** Why. */
  why: Why,
  /** What the field holds. */
  now: Value,
  /** What it would hold again. */
  was: Value,
  /** Whether it can be done all the same. */
  open: boolean,
  /** Whether it is. */
  anyway: boolean,
};

/** One of several things that may be meant. */
export type QuickChoice = {
  /** When, where the time is in doubt. */
  due: Value,
  /** The unit, where it is; of a person their unit. */
  unit: Ref | null,
  /** The person. */
  contact: Ref | null,
  /** What tells them apart: the person's title. */
  detail: string,
  /** By which rule it comes again, where the time is in doubt. */
  repeat: string | null,
  /** What the line is without it, where one of several times is meant. */
  title: string | null,
  /** How long before it speaks as well, where a lead of the line is of nothing without this time. */
  leads: string[],
};

/** What is asked. */
export type QuickDoubt = {
  /** About what. */
  part: QuickPart,
  /** Why, as the end of a message key. */
  why: string,
  /**
   *  What may be meant. Where one of them is likely it stands first, and stands until another
   *  is chosen.
   */
  choices: QuickChoice[],
  /** Whether the first is likely; else one must be chosen. */
  is_likely: boolean,
};

/** A task as a line says it, for consent. */
export type QuickDraft = {
  /** What is to be done: the line without its time. */
  title: string,
  /** By when; null for some day. */
  due: Value,
  /** How it comes again: the text of a repeat rule. */
  repeat: string | null,
  /** How long before it speaks as well, by the codes of their choices. */
  leads: string[],
  /** At which unit. */
  unit: Ref | null,
  /** With whom. */
  contact: Ref | null,
  /** Its kind, by code; empty where none is said. */
  kind: string,
  /** Which words said it. */
  said: QuickSaid[],
  /** What is to be asked. */
  doubts: QuickDoubt[],
  /** How many minutes it takes, where the line says from when to when. */
  minutes: number | null,
  /** The due day is a working day as far as one knows: the holidays of its year are not announced. */
  holidays_unknown: boolean,
};

/** What of a task some words say. */
export type QuickPart = "when" | "unit" | "contact" | "kind" | "leads";

/** Which words say what. */
export type QuickSaid = {
  /** What they say. */
  part: QuickPart,
  /** The words. */
  words: string,
};

/** The hours of every day in which nothing speaks, in minutes of the day; may lie over midnight. */
export type QuietHours = {
  /** From this minute on. */
  from: number,
  /** Until this one. */
  to: number,
};

/** A rate, and the day it was noted for: never later than the day it is asked for. */
export type Rate = {
  /** `YYYY-MM-DD`. */
  day: string,
  /** Of which currency one unit is worth… */
  from: string,
  /** …so much of which. */
  to: string,
  /** How much, written out plainly. */
  rate: string,
};

/** How much is brought back. */
export type Reach =
/** One field. */
{ what: "field";
/** Its key. */
field: string } |
/** The record. */
{ what: "record" } |
/** The record and all that belonged to it. */
{ what: "own" } |
/** That, and all that stood below it with its own. */
{ what: "below" };

/** A reason with what it is about. */
export type Reason = {
  /** Which. */
  why: Sign,
  /** What both have, or what the first is called. */
  text: string,
  /** What the second is called, where that is not the same. */
  other: string,
  /** It speaks against their being one. */
  against: boolean,
};

/** A record's value before and after. */
export type Recast = {
  /** The record's title. */
  title: string,
  /** What it holds now, as text. */
  was: string,
  /** What it would hold, as text; empty where it cannot be read. */
  becomes: string,
};

/** A vault opened before. */
export type RecentVault = {
  /** The folder's name without its ending. */
  name: string,
  /** The whole path. */
  folder: string,
  /** Whether it is there now. */
  present: boolean,
};

/** A project or a cooperation, or what is laid before one. */
export type RecordAt = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
};

/** One record's change. */
export type RecordChange =
/** A new record. */
{ kind: "create";
/** The entity's key. */
entity: string;
/** Its id, where the caller needs to know it beforehand. */
id: Id | null;
/** Its fields. */
values: { [key in string]: Value };
/**
 *  Somebody filled in a form that asks for all that must be there, the user's own fields too;
 *  what is made without one may lack those.
 */
asked?: boolean } |
/** Other values for some fields. */
{ kind: "update";
/** The entity's key. */
entity: string;
/** The record. */
id: Id;
/** The revision the caller saw. */
rev: number;
/** The fields that change; null empties one. */
values: { [key in string]: Value } } |
/** Into the bin. */
{ kind: "delete";
/** The entity's key. */
entity: string;
/** The record. */
id: Id;
/** The revision the caller saw. */
rev: number };

/** A whole record. */
export type RecordDto = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** Grows by one with each change; hand it back when changing the record. */
  rev: number,
  /** Every field that holds something. */
  values: { [key in string]: Value },
  /** What deserves a second look. */
  warnings: Warning[],
  /** In the bin. */
  deleted: boolean,
};

/** What is known of a record's fields. */
export type RecordQuality = {
  /** The fields that hold something, and those of which something was said. */
  marks: FieldMark[],
  /** How well a unit is known; nothing for other kinds of record. */
  coverage: Coverage | null,
  /** What is worth asking next, the most first. */
  questions: NextQuestion[],
};

/** A record another record points at, with what to call it. */
export type Ref = {
  /** The record. */
  id: Id,
  /** Its title; empty when it is not known (on the way in it is ignored). */
  label: string,
};

/** Living records of one kind that point at a record by one of their fields. */
export type Relation = {
  /** The kind of record that points. */
  entity: string,
  /** The field it points by. */
  field: string,
  /** How many living ones do. */
  count: number,
};

/** How much a notification tells whoever looks at the screen. */
export type ReminderText =
/** The task, the customer and the person. */
"full" |
/** The task's title only. */
"title" |
/** That something is due. */
"none";

/** `reminders`: how many tasks are due. */
export type RemindersEvent = {
  /** That many. */
  waiting: number,
};

/** A rule as it is kept, and the days it comes to. */
export type RepeatTrial = {
  /** The one way to write it. */
  rule: string,
  /** The first days of it, `YYYY-MM-DD`. */
  days: string[],
};

/** A vault stands in the place of another one, which lies beside it. */
export type ReplacedNote = {
  /** When it was put there. */
  replaced_at: number,
  /** When the backup was made that it came from, or that the one beside came from. */
  at: number,
  /** How many changes that backup lacked. */
  steps_since: number | null,
  /** The one before is in its place again, and it is the restored one that lies beside. */
  put_back: boolean,
  /** What the one beside is called. */
  beside: string,
  /** The folder that both lie in. */
  folder: string,
  /** The user has read it. */
  told: boolean,
  /** It is this vault that was set aside, and `beside` that stands in its place. */
  set_aside: boolean,
};

/** Records of one kind that point at the loser and will point at the winner. */
export type Repointed = {
  /** The entity's key. */
  entity: string,
  /** The field that points. */
  field: string,
  /** How many. */
  count: number,
  /** What some of them are called. */
  titles: string[],
  /** How many would tie the record to itself, and go into the bin instead. */
  looped: number,
};

/** A restored vault is open. */
export type RestoreDone = {
  /** Its new recovery key, to be written down; none where the old one opens it. */
  recovery_key: Told | null,
};

/** The backups a drive holds for whoever knows the secret. */
export type RestoreOpened = {
  /** The number to perform it by. */
  session: number,
  /** What the vault of the newest was called. */
  vault_name: string,
  /** All of them, newest first. */
  snapshots: Snapshot[],
  /** Those beside them that only a newer program reads. */
  newer: Newer | null,
  /** Why other backups in the folder did not open, if there are any. */
  refused: WireError | null,
  /** What opened them. */
  secret: SecretKind,
};

/** Which backup a vault was restored from. */
export type RestoredNote = {
  /** When the backup was made. */
  at: number,
  /** When it was restored. */
  restored_at: number,
  /** How many steps the living vault had made since; none where it was not open. */
  steps_since: number | null,
};

/** What is to be looked at. */
export type Review = {
  /** The most pressing first. */
  items: ReviewItem[],
  /** Records with something to be verified, put off or not. */
  stale: number,
  /** Customers hardly known, put off or not. */
  thin: number,
  /** Changes that wait for a second person, the latest first. */
  unchecked: Unchecked[],
  /** Values that may well be wrong: those that somebody said are, then the others, the latest first. */
  doubted: Doubted[],
  /** How many of them there are, shown or not. */
  doubtful: number,
  /** Who has looked at changes before. */
  reviewers: string[],
};

/** One thing to look at. */
export type ReviewItem = {
  /** The record. */
  record: RecordDto,
  /** What it is called. */
  about: Ref,
  /** The customer it belongs to, where it is not one itself. */
  unit: Ref | null,
  /** The field that is to be verified; nothing where the customer as a whole is hardly known. */
  field: string | null,
  /** What is known of the field. */
  mark: FieldMark | null,
  /** How well the customer is known. */
  coverage: number | null,
  /** The aspects that are missing, those that count most first. */
  missing: string[],
};

/** What becomes of a row. */
export type RowState =
/** Makes at least one record. */
"new" |
/** Makes none, but changes one that is there. */
"changed" |
/** Says what is known already. */
"same" |
/**
 *  Needs a look: a cell that could not be read (its text is kept in a note), or a name that
 *  looks like another.
 */
"doubtful" |
/** Left out, and why. */
"refused";

/** What is said of a value, as typed. */
export type Said = {
  /** Who or what said so. */
  source: string | null,
  /** A choice of the list `certainty`. */
  certainty: string | null,
  /** Since when it is known: a day, as one writes it. */
  entered: string | null,
  /** Anything else. */
  note: string | null,
};

/** How content a customer is by one scale. */
export type Satisfaction = {
  /** The scale's code. */
  scale: string,
  /** The latest score. */
  last: number,
  /** When it was given, `YYYY-MM-DD`. */
  on: string,
  /** The twelve months up to today. */
  year: Mean | null,
  /** The twelve months before those. */
  before: Mean | null,
};

/** What a part of a signature says. */
export type Says =
/** The person's name. */
"name" |
/** What they are. */
"title" |
/** Where in the unit. */
"department" |
/** The unit, as it is called there. */
"unit" |
/** A number that reaches them wherever they are. */
"mobile" |
/** A number that rings at work, fax numbers included, which say so. */
"work_phone" |
/** A mail address. */
"email" |
/** A name on `WeChat`. */
"wechat" |
/** Where the unit is. */
"address" |
/** The unit's page. */
"website";

/** How often a backup is made by itself. */
export type Schedule =
/** Never. */
"off" |
/** Once a day. */
"daily" |
/** Once in seven days. */
"weekly" |
/** Whenever the user locks the vault or ends the program, where anything was done since. */
"leaving";

/**
 *  A passphrase or the text of a recovery key, as typed. Its memory is wiped when it is dropped;
 *  it has no `Display`, and its `Debug` shows nothing.
 */
export type Secret = string;

/** What opens a vault. */
export type SecretKind =
/** The passphrase. */
"passphrase" |
/** The recovery key. */
"recovery";

/** What the user chose about the program itself. */
export type Settings = {
  /** The window's language. */
  locale: Locale,
  /** The window's colours. */
  theme: Theme,
  /** The height of table rows. */
  density: Density,
  /** The window's zoom in percent, 80 to 200. */
  zoom: number,
  /** Minutes without a touch until the vault locks itself; 0 for never. */
  auto_lock_min: number,
  /** How much a notification tells. */
  reminder_text: ReminderText,
  /** Whether closing the window leaves the program in the tray, so that reminders keep coming. */
  close_to_tray: boolean,
  /** Whether the program starts with the desktop session. */
  start_at_login: boolean,
  /** Whether a screen reader is in use: in tables the focus then stays on the cell. */
  screen_reader: boolean,
  /** Whether single letters do something in lists, without Ctrl or Alt. */
  letter_keys: boolean,
};

/** A sheet of the file, as the user chooses among them. */
export type SheetInfo = {
  /** Its name. */
  name: string,
  /** Its rows, headings and all. */
  rows: number,
  /** Its columns. */
  columns: number,
  /** Hidden in the file. */
  hidden: boolean,
};

/** `show`: a notification asks for a record to be shown. */
export type ShowEvent = {
  /** The record's entity; empty where the day's list is to be shown. */
  entity: string,
  /** The record. */
  id: Id,
  /** What spoke of it. */
  source: string,
};

/** What speaks for two records being one, or against it. */
export type Sign = "same_credit" | "same_official" | "same_mail" | "same_mobile" | "same_phone" | "same_domain" | "same_head" | "same_address" | "same_wechat" | "same_birthday" | "same_unit" | "name_same" | "name_form" | "name_other_form" | "name_place" | "name_sound" | "name_slip" | "name_part" | "names_differ" | "one_above";

/** What a signature says, for consent in the form of a new contact. */
export type SignatureDraft = {
  /** What was found, with the words it was read from. */
  found: Found[],
  /** What was not understood. */
  unread: string[],
  /** The customer of exactly that name, short name or alias, where there is one and no second. */
  unit: Ref | null,
  /** Others it may mean, the best first. */
  units: Ref[],
};

/** Earlier work, and why it is like this one. */
export type Similar = {
  /** `project` or `cooperation`. */
  entity: string,
  /** The record. */
  work: Ref,
  /** Whose it was. */
  unit: Ref,
  /** When it began and ended, as far as is known. */
  start: string | null,
  /** When it ended. */
  end: string | null,
  /** How it stands: a choice of `project_stage` or `coop_state`. */
  state: string | null,
  /** For how much. */
  amount: Value,
  /** How content the customer was, of five. */
  satisfaction: string | null,
  /** Why, the strongest first. */
  reasons: LikeReason[],
  /** What the reasons come to. */
  score: number,
  /** The record by which somebody confirmed it. */
  precedent: Id | null,
};

/** What has become of a record since. */
export type Since =
/** It holds what it held. */
"same" |
/** It holds something else. */
"changed" |
/** It is in the bin. */
"binned" |
/** It is not there at all. */
"gone";

/** Which class a unit is of, and why. */
export type SizeClass = {
  /** The class that holds. */
  class: string | null,
  /** What somebody said. */
  said: string | null,
  /** Why. */
  reason: string | null,
  /** The rules are kept up with. */
  on: boolean,
  /** What they say. */
  by_rule: string | null,
  /** What counts. */
  basis: ClassBasis | null,
  /** Over so many months. */
  months: number,
  /** What the unit brings with all below it. */
  amount: Value,
  /** Amounts left out for want of a rate. */
  left_out: number,
  /** What is reached. */
  reached: Value,
  /** What is not. */
  missed: Value,
  /** How it came to that, the latest first. */
  changes: ClassChange[],
};

/** One backup. */
export type Snapshot = {
  /** Its name in the repository. */
  id: string,
  /** When it was made. */
  at: number,
  /** Bytes it added to the drive. */
  bytes_added: number,
  /** Units in it. */
  units: number,
  /** People in it. */
  contacts: number,
  /** Conversations in it. */
  activities: number,
  /** The last write it holds. */
  commit_seq: number,
  /** When it was read back whole. */
  verified_at: number | null,
  /** What the vault was called. */
  vault_name: string,
  /** How many steps the open vault has made since; nothing where that is not known. */
  steps_since: number | null,
  /** On which of the vault's places it stands; none where a folder was opened by hand. */
  target: Id | null,
  /** Of which vault it is, which may have been called otherwise at another time. */
  vault: Id,
  /** Of which of the vaults of that id: two computers, or a restore and what it came out of. */
  lineage: Id | null,
  /** What the computer is called that made it, where that is known. */
  computer: string | null,
  /** Whether a drill restored this very backup. */
  proven: boolean,
};

/** Until when a task is put off. */
export type Snooze =
/** One hour from now. */
"hour" |
/** Tomorrow at the same time, at nine where it had none. */
"tomorrow" |
/** The next working day, holidays and make-up days considered, likewise. */
"next_workday" |
/** A time of the user's. */
{ until: Wall };

/** An order. */
export type Sort = {
  /** The field's key. */
  field: string,
  /** The greatest first. */
  descending: boolean,
};

/** What the user says of one thing that reminds by itself. */
export type SourceSaid = {
  /** It reminds. */
  on: boolean,
  /** How many days before; nothing for what is usual. */
  leads: number[] | null,
  /** After how many days; nothing for what is usual. */
  after: number | null,
};

/** One thing that reminds by itself, and what the user said of it. */
export type SourceState = {
  /** Its key. */
  key: string,
  /** It reminds. */
  on: boolean,
  /** How many days before, the longest first; 0 is the day itself. */
  leads: number[],
  /** What the program would do. */
  usual_leads: number[],
  /** The leads can be chosen. */
  takes_leads: boolean,
  /** After how many days, where that is to be said. */
  after: number | null,
  /** How many come within the next thirty days. */
  coming: number,
};

/** What a storage is spoken to in. */
export type Speaks =
/** `WebDAV`. */
{ as: "webdav" } |
/** What Amazon S3 speaks, and many besides. */
{ as: "s3";
/** The bucket. */
bucket: string;
/** Where it is; found out from the address where it is empty. */
region: string };

/** The records of one kind that are at a unit. */
export type SplitGroup = {
  /** The entity's key. */
  entity: string,
  /** The field that points at the unit. */
  field: string,
  /** How many there are. */
  count: number,
  /** The first of them. */
  records: Ref[],
};

/** What the user decided. */
export type SplitOrder = {
  /** The unit. */
  unit: Id,
  /** The moment the plan was made at. */
  moment: number,
  /** What the new unit is called. */
  name: string,
  /** It stands under the old one; otherwise beside it. */
  under: boolean,
  /** What goes to it. */
  parts: SplitPart[],
};

/** What of one kind goes to the new unit. */
export type SplitPart = {
  /** The entity's key. */
  entity: string,
  /** The field that points at the unit. */
  field: string,
  /** All of them. */
  all: boolean,
  /** These of them. */
  ids: Id[],
};

/** What can go to the new unit. */
export type SplitPlan = {
  /** The unit. */
  unit: Ref,
  /** The moment the plan was made at; hand it back. */
  moment: number,
  /** What is at it, by kind. */
  groups: SplitGroup[],
};

/**
 *  A place in the window, in ten-thousandths of its width and height: the page has another measure of
 *  its size than the system, for each zooms by itself.
 */
export type Spot = {
  /** From the left. */
  x: number,
  /** From the top. */
  y: number,
};

/** What there is to be seen to. */
export type Standing = {
  /** The most pressing first. */
  lines: OccasionLine[],
  /**
   *  Of the late ones, how many there are, listed or not; those that wait for others are not
   *  counted.
   */
  overdue: number,
  /** Of today's, likewise. */
  today: number,
};

/** One step. */
export type Step = {
  /** The write. */
  seq: number,
  /** When, ms UTC. */
  at: number,
  /** What it is called: a message key. */
  op: string,
  /** What became of it. */
  state: StepState,
  /** Taken back by a later step, in whole or in part. */
  taken_back: boolean,
  /** How many records it touched, by entity. */
  touched: { [key in string]: number },
  /** What some of them are called; where it touched none, those it said something of. */
  titles: string[],
  /** Of how many fields it said something: from whom they are, that they were verified. */
  fields: number,
};

/** What became of a step. */
export type StepState =
/** It stands. */
"done" |
/** It was taken back, and can be brought again. */
"undone" |
/** It was taken back and overtaken by another. */
"dropped" |
/** It took another back. */
"undo" |
/** It brought another again. */
"redo";

/** A passphrase, judged. */
export type Strength = {
  /** From 0 (guessed at once) to 4 (out of reach). */
  score: number,
  /** Whether a vault may be closed with it: a score of 3 and ten characters. */
  enough: boolean,
  /** What would help, a message key; none where it is enough. */
  hint: string | null,
};

/** Who follows whom, and in what. */
export type Succession = {
  /** Who leaves. */
  contact: Id,
  /** Who follows, where they are known already. */
  successor: Id | null,
  /** What the successor is called, where they are new. */
  new_name: string,
  /** Since when, `YYYY-MM-DD`; today where nothing is said. */
  on: string | null,
  /** The successor gets their posts and seats. */
  posts: boolean,
  /** Open tasks are with the successor from now on. */
  tasks: boolean,
  /** So are open promises. */
  promises: boolean,
  /** They are marked as gone. */
  left: boolean,
  /** What to add to the timeline. */
  note: string,
};

/** What a succession comes to. */
export type SuccessionPlan = {
  /** The moment the plan was made at; hand it back. */
  moment: number,
  /** Who leaves. */
  contact: Ref,
  /** Their posts of today. */
  posts: PostToTake[],
  /** What is open with them. */
  open: OpenPoints,
};

/** What did not come back of one table. */
export type TableLoss = {
  /** What the table is called. */
  table: string,
  /** Its rows in the new vault. */
  came: number,
  /** Those that are not there. */
  lost: number,
};

/** A tag, and how many records wear it. */
export type TagUse = {
  /** As it is written. */
  tag: string,
  /** So many records wear it. */
  count: number,
};

/** Whose value a field has afterwards. */
export type Take =
/** The winner's. */
"winner" |
/** The loser's. */
"loser" |
/** Both, for a list. */
"both";

/** What taking back a step comes to. */
export type TakeBack = {
  /** The write that is taken back. */
  step: number,
  /** When it was made, ms UTC. */
  at: number,
  /** What it is called: a message key. */
  op: string,
  /** The moment the plan was made at; hand it back with the answers. */
  moment: number,
  /** Records that go into the bin, by entity. */
  binned: { [key in string]: number },
  /** Records of which fields go back, by entity. */
  changed: { [key in string]: number },
  /** Records that come out of the bin, by entity. */
  revived: { [key in string]: number },
  /** What stands against it. */
  questions: Question[],
  /** How many questions there are, those that are not told here too. */
  asked: number,
};

/** A task as the caller saw it. */
export type TaskAt = {
  /** The task. */
  id: Id,
  /** Its revision. */
  rev: number,
};

/** How many tasks are still to be done. */
export type TaskCounts = {
  /** All of them. */
  open: number,
  /** Those late. */
  overdue: number,
  /** Those due today. */
  today: number,
};

/** What came of a task's being done. */
export type TaskDone = {
  /** The write. */
  applied: Applied,
  /** The next one, where it repeats. */
  next: Followed | null,
  /** How far the checklist is that it is a step of. */
  checklist: ChecklistProgress | null,
};

/** A task in a list. */
export type TaskLine = {
  /** The task. */
  id: Id,
  /** Its revision. */
  rev: number,
  /** What is to be done. */
  title: string,
  /** By when; null for some day. */
  due: Value,
  /** The zone whose clocks it goes by, where those are not the user's. */
  zone: string | null,
  /** How soon. */
  lateness: Lateness,
  /** Whole days it is late; 0 when it is not. */
  late_days: number,
  /** At which unit. */
  unit: Ref | null,
  /** With whom. */
  contact: Ref | null,
  /** Its kind, by code; empty when none is said. */
  kind: string,
  /** The rule by which it comes again; empty for one that does not. */
  repeat: string,
  /** So many minutes late its reminder came, because the laptop slept or the program was off. */
  missed: number | null,
  /** The checklist it is a step of. */
  checklist: Ref | null,
};

/** A task that would be moved. */
export type TaskMoved = {
  /** The task. */
  id: Id,
  /** What is to be done. */
  title: string,
  /** The day it would be due by the clocks here, `YYYY-MM-DD`. */
  to: string,
  /** That day is not worked. */
  rests: boolean,
};

/** A task that cannot be moved. */
export type TaskStays = {
  /** The task. */
  id: Id,
  /** What is to be done; empty where it is gone. */
  title: string,
  /** Why, as a message key. */
  why: string,
};

/** One thing a template brings. */
export type TemplateItem = {
  /** What it is. */
  what: TemplatePart,
  /** The entity or the list it is for. */
  of: string,
  /** What it is called. */
  label: string,
  /** The kind of a field. */
  kind: FieldKind | null,
  /** There is one so called already, and it stays as it is. */
  there: boolean,
};

/** A template, and what it brings. */
export type TemplateOffer = {
  /** Its key. */
  key: string,
  /** Its name. */
  name: string,
  /** What it is for. */
  about: string,
  /** The names of the fields it brings. */
  fields: string[],
  /** How many lists get choices of its own, its fields' lists left out. */
  choices: number,
  /** How many rhythms of contact it brings. */
  rhythms: number,
  /** How many views with a name it brings. */
  views: number,
  /** Whether it numbers records. */
  numbers: boolean,
};

/** What an item of a template is. */
export type TemplatePart = "field" | "choice" | "rhythm" | "numbering" | "checklist" | "hidden" | "limit" | "view";

/** What a template would add. */
export type TemplatePlan = {
  /** Its key; empty for a file that has none. */
  key: string,
  /** Its name. */
  name: string,
  /** What it is for. */
  about: string,
  /** What it brings, in its order. */
  items: TemplateItem[],
};

/** A column of cells as text: what a copy gives is what a paste reads as the same value. */
export type TextColumn = {
  /** The field's key. */
  field: string,
  /** The unit that amounts of money are in where they name none, as a power of ten: 4 under 万元. */
  power: number,
};

/** The window's colours. */
export type Theme =
/** Paper. */
"light" |
/** Ink. */
"dark" |
/** The desktop's. */
"system";

/** Whom somebody listens to. */
export type Tie = {
  /** Who has their ear. */
  contact: Ref,
  /** How much: a choice of `tie_strength`. */
  strength: string,
  /** Whence: a choice of `tie_kind`. */
  kind: string | null,
};

/** A part of a unit's timeline, newest first. */
export type Timeline = {
  /** What happened. */
  items: TimelineItem[],
  /** Ask again with this as `before` for what happened earlier; none when that is all. */
  more: number | null,
};

/** One thing that happened at a unit. */
export type TimelineItem =
/** A conversation. */
{ kind: "activity";
/** The activity. */
record: RecordDto;
/** When, ms UTC. */
at: number } |
/** A field of the unit got another value. */
{ kind: "change";
/** When, ms UTC. */
at: number;
/** The field's key. */
field: string;
/** What it held. */
from: Value;
/** What it holds since. */
to: Value;
/** The message key of the step. */
op: string } |
/** A task was done. */
{ kind: "task_done";
/** The task. */
record: RecordDto;
/** When, ms UTC. */
at: number };

/** The day's work. */
export type Today = {
  /** The day, `YYYY-MM-DD`. */
  date: string,
  /**
   *  Open tasks, the most pressing first: of the late ones, of those within a week and of the
   *  others no more than a person can look through, each for itself.
   */
  tasks: TaskLine[],
  /** Tasks done today. */
  done_today: number,
  /** How many there are, listed or not. */
  counts: TaskCounts,
};

/**
 *  A recovery key on its way to the window, in groups of four, to be written down. The one
 *  secret that goes that way: wiped here as soon as it has gone.
 */
export type Told = string;

/** Some units of a branch of the tree, of which there may be tens of thousands. */
export type TreeBranch = {
  /** How many units the branch has. */
  of: number,
  /** Those asked for. */
  nodes: TreeNode[],
};

/** A unit as the tree shows it: its own figures beside those of its whole subtree. */
export type TreeNode = {
  /** The unit. */
  id: Id,
  /** Its revision. */
  rev: number,
  /** Its name. */
  label: string,
  /** Its kind, by code. */
  kind: string,
  /** Units that report to it. */
  children: number,
  /** Units below it, at any depth. */
  descendants: number,
  /** Its own business. */
  amount: Value,
  /** The business of its whole subtree; null where it is of several currencies. */
  amount_all: Value,
  /** What it signed for; a fault where that is of several currencies, as the following. */
  contracted: Value,
  /** What its subtree signed for. */
  contracted_all: Value,
  /** What came from it. */
  received: Value,
  /** What came from its subtree. */
  received_all: Value,
  /** What of it is overdue. */
  owed_late: Value,
  /** What of its subtree is overdue. */
  owed_late_all: Value,
  /** What is due next in its subtree. */
  next_touch: Value,
  /** The latest conversation in its subtree. */
  last_touch: Value,
  /** Units of its subtree whose next contact lies before today. */
  overdue: number,
  /** Its own conversations of the last 365 days. */
  talks: number,
  /** Those of its whole subtree. */
  talks_all: number,
  /** Its own open tasks. */
  open_tasks: number,
  /** Those of its whole subtree. */
  open_tasks_all: number,
  /** Its own open complaints. */
  open_complaints: number,
  /** Those of its whole subtree. */
  open_complaints_all: number,
};

/** A day and a time as they are typed; both may be empty. */
export type TypedMoment = {
  /** The day, `YYYY-MM-DD`. */
  day: string,
  /** The time, `HH:MM`. */
  time: string,
};

/** A change that waits for a second person. */
export type Unchecked = {
  /** The record. */
  record: RecordDto,
  /** What it is called. */
  about: Ref,
  /** The customer it belongs to, where it is not one itself. */
  unit: Ref | null,
  /** The field. */
  field: string,
  /** What it held before. */
  was: Value,
  /** When it was changed, ms UTC. */
  at: number,
  /** Who changed it, as the journal has it. */
  by: string,
};

/** What a unit is by the rules. */
export type UnitGrades = {
  /** Its class. */
  size: SizeClass,
  /** How alive the tie is. */
  activity: Activity,
};

/** The money of a unit. */
export type UnitMoney = {
  /** Its contracts, the newest first. */
  contracts: ContractMoney[],
  /** Its payments, the newest first. */
  payments: PaymentMoney[],
  /** What of its payments went to which instalment. */
  allocations: RecordDto[],
  /** What it owes itself, by currency. */
  own: Ageing[],
  /** What it and all below it owe. */
  all: Ageing[],
};

/** A unit with all that belongs to it. */
export type UnitSheet = {
  /** The unit. */
  record: RecordDto,
  /** The units above it, the root first. */
  path: Ref[],
  /** Its people, those in office first. */
  people: Person[],
  /** The business done with it, the latest first. */
  cooperations: RecordDto[],
  /** What is due next. */
  next_task: TaskLine | null,
  /** Everything still to be done here. */
  open_tasks: TaskLine[],
  /** Units that report to it. */
  children: number,
  /** Conversations with it. */
  activities: number,
};

/** Such a letter, as the window shows it. */
export type Urge = {
  /** To whom. */
  owner: string,
  /** Where to, if that is known. */
  address: string | null,
  /** What it is about. */
  subject: string,
  /** Its words, lines ended by `\n`. */
  body: string,
  /** So many customers it names. */
  customers: number,
  /** Those that are not in it. */
  left_out: LeftOut,
  /** The words can be handed to the mail program with it; else they are to be copied. */
  fits: boolean,
};

/** A rhythm of the program's. */
export type UsualRhythm = {
  /** The level it is for, by code. */
  level: string,
  /** What it is called. */
  name: string,
  /** Days from one contact to the next. */
  ideal_days: number,
  /** At most. */
  latest_days: number,
};

/** One value of a field. */
export type Value =
/** Not known. */
{ t: "null" } |
/** Text a person typed, still to be read by the field's kind. */
{ t: "raw"; v: string } |
/** Text. */
{ t: "text"; v: string } |
/** A choice, by code. */
{ t: "choice"; v: string } |
/** Several choices, by code. */
{ t: "choices"; v: string[] } |
/** A whole number. */
{ t: "number"; v: number } |
/** An amount in one currency. */
{ t: "money"; v: WireMoney } |
/** A decimal number, written out plainly: `1234.5`; in text, for a number there is a float. */
{ t: "decimal"; v: string } |
/** Basis points. */
{ t: "percent"; v: number } |
/** `YYYY-MM-DD`. */
{ t: "date"; v: string } |
/** `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `--MM-DD`. */
{ t: "fuzzy"; v: string } |
/** A wall-clock time. */
{ t: "wall"; v: Wall } |
/** Milliseconds since 1970 UTC. */
{ t: "instant"; v: number } |
/** Yes or no. */
{ t: "bool"; v: boolean } |
/** Several texts. */
{ t: "texts"; v: string[] } |
/** Several texts, each with the day until which it held. */
{ t: "dated"; v: Dated[] } |
/** Telephone numbers. */
{ t: "phones"; v: Phone[] } |
/** Another record. */
{ t: "ref"; v: Ref } |
/** Several other records. */
{ t: "refs"; v: Ref[] } |
/** A formula that came to nothing: the message key of the reason. */
{ t: "fault"; v: string };

/** What is told once about a new vault. */
export type VaultCreated = {
  /** To be written down. */
  recovery_key: Told,
};

/** A vault by the name its user gave it. */
export type VaultName = {
  /** The folder's name without its ending. */
  name: string,
  /** The whole path. */
  folder: string,
  /** Whether it holds invented customers to try things on. */
  sample: boolean,
};

/** A view the window can ask lines of. */
export type ViewInfo = {
  /** Its number. */
  view: number,
  /** Lines to show. */
  lines: number,
  /** Records in all. */
  records: number,
  /** Groups. */
  groups: number,
  /** The vault's commit the view was made at. */
  seq: number,
};

/** How a table is shown. */
export type ViewSetting = {
  /** The columns shown, in order. */
  columns: ColumnSetting[],
  /** The order of the lines. */
  sort: Sort[],
  /** The field they are grouped by. */
  group: string | null,
  /** Which lines are shown. */
  filter: Filter | null,
  /** What columns of money count in, where the user said so; a table left by an older version did not. */
  scales?: { [key in string]: MoneyScale },
  /** The view with a name that was chosen last, whatever was changed since. */
  view?: Id | null,
};

/** What came from a customer. */
export type Voice = {
  /** The record. */
  record: RecordDto,
  /** The day it counts as of, `YYYY-MM-DD`. */
  day: string,
};

/** How many of a kind there are. */
export type VoiceCount = {
  /** The kind of record. */
  entity: string,
  /** That many. */
  count: number,
};

/** A part of the stream. */
export type Voices = {
  /** What came: first what waits too long for its answer, then the latest first. */
  voices: Voice[],
  /** How many of each kind there are, whichever were asked for; those there are none of are left out. */
  counts: VoiceCount[],
};

/** A wall-clock time where somebody lives: a day, or a day and a minute, in an IANA zone. */
export type Wall = {
  /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. */
  at: string,
  /** IANA zone, as `Asia/Shanghai`. */
  zone: string,
};

/** What is wanted back. */
export type Wanted = {
  /** The entity's key. */
  entity: string,
  /** The record. */
  id: Id,
  /** How much of it. */
  reach: Reach,
};

/** Something about a value that deserves a second look, though it was kept. */
export type Warning = {
  /** The field's key. */
  field: string,
  /** The message key. */
  key: string,
  /** What fills the message's blanks. */
  values: { [key in string]: string },
};

/** How a place stands just now. */
export type Whereabouts =
/** It is there. */
"here" |
/** Its drive is not plugged in. */
"away" |
/** Nor ever was, since it was chosen. */
"never_seen" |
/** Where it was, there are backups of somebody else, or of another place. */
"foreign" |
/** There are two of it: somebody copied it, and only one can be backed up to. */
"cloned";

/** The grid. */
export type Whitespace = {
  /** The units, each after the one above it. */
  rows: GridRow[],
  /** What we offer, what most of them bought first. */
  columns: GridColumn[],
  /** The cells that hold something, row by row. */
  cells: GridCell[],
  /** So many cells are suggested. */
  suggested: number,
  /** So many lines of business name nothing we offer, and stand nowhere. */
  unplaced: number,
  /** So many more units there are than rows. */
  more_rows: number,
  /** So many more columns there are. */
  more_columns: number,
};

/** Why something is asked about, or stays as it is. */
export type Why =
/** It was changed since. */
"edited" |
/** Others point at it by now. */
"pointed" |
/** What stays points at it, or it belongs to what stays. */
"held" |
/** What it pointed at is no more. */
"gone" |
/** What it belonged to is in the bin. */
"target_binned" |
/** Another record has its code by now. */
"taken" |
/** It would stand below itself. */
"circle" |
/** What it stood under is in the bin. */
"parent_binned";

/** How the rows of a plan cross to the window: a map that lacks no key. */
export type WireCounts = {
  new: number,
  changed: number,
  same: number,
  doubtful: number,
  refused: number,
};

/** An [`Error`] as it crosses to the window. */
export type WireError = {
  /** What the window may branch on. */
  kind: Kind,
  /** The message key, `error.<something>`. */
  key: string,
  /** The field the fault is in, as `entity.field` or an argument's name. */
  field: string | null,
  /** What fills the message's blanks. */
  values: { [key in string]: string },
};

/** How [`Money`] crosses to the window: minor units as text, for a number there is a float. */
export type WireMoney = {
  /** Minor units of the currency. */
  minor: string,
  /** ISO 4217. */
  currency: string,
};

/** What was said of a value. */
export type Word = {
  /** Who or what said so. */
  source: string | null,
  /** A choice of the list `certainty`. */
  certainty: string | null,
  /** Since when it is known, ms UTC. */
  entered_at: number | null,
  /** When it was verified last, ms UTC. */
  verified_at: number | null,
  /** By whom. */
  verified_by: string | null,
  /** Anything else. */
  note: string | null,
  /** Changed then, and no second person has looked at it since, ms UTC. */
  unchecked_at: number | null,
  /** When a second person looked at it, ms UTC. */
  checked_at: number | null,
  /** Who that was. */
  checked_by: string | null,
  /** Out of the review's way until that day. */
  later_on: string | null,
  /** Why it looks filled in carelessly, a message. */
  doubt: string | null,
  /** Doubtful, and kept all the same since then, ms UTC. */
  kept_at: number | null,
  /** What somebody said is wrong with it. */
  wrong: string | null,
  /** What it should be, as they said. */
  should_be: string | null,
  /** Who said so. */
  wrong_by: string | null,
};

/** What was, or is, being done about it. */
export type Work = {
  /** `opportunity` or `cooperation`. */
  entity: string,
  /** The record. */
  work: Ref,
};

/** A year's days, and the days of the week at rest. */
export type WorkYear = {
  /** Every day of it, in order. */
  days: YearDay[],
  /** Monday is 1. */
  weekend: number[],
  /** What is known of its public holidays, from the shipped table or the user's. */
  known: HolidaysKnown,
  /** The country whose days these are, by its two letters; nothing where the zone is of none. */
  country: string | null,
};

/** A file that is not as it should be. */
export type Wrong = {
  /** The attachment. */
  id: Id,
  /** What it is called. */
  name: string,
  /** It is not there at all; otherwise it is damaged. */
  missing: boolean,
};

/** What is said, as typed. */
export type WrongSaid = {
  /** What is wrong with it. */
  note: string,
  /** What it should be, where that is known. */
  should_be: string | null,
  /** From whom that is. */
  from: string | null,
};

/** A day of the year as the window shows it. */
export type YearDay = {
  /** `YYYY-MM-DD` */
  day: string,
  /** Whether it is worked. */
  worked: boolean,
  /** The holiday it belongs to, worked or not. */
  name: string | null,
  /** The user's own table says so. */
  own: boolean,
};

/** So much of one kind stands, or ended, in one way. */
export type YearEnd = {
  /** `cooperation` or `project`. */
  entity: string,
  /** A choice of the list of its kind. */
  state: string,
  /** How many. */
  count: number,
};

/** A year with a customer. */
export type YearLine = {
  /** `YYYY`; nothing for what bears no day. */
  year: string | null,
  /** What was begun in it, the largest first. */
  works: YearWork[],
  /** Pieces of business begun. */
  cooperations: number,
  /** Projects begun. */
  projects: number,
  /** Contracts signed. */
  contracts: number,
  /** What the contracts come to, a sum for each currency; of one that was terminated, what came in. */
  contracted: Value[],
  /** What came in, a sum for each currency. */
  received: Value[],
  /** Complaints of that year. */
  complaints: number,
  /** Those the customer is not content with yet. */
  open_complaints: number,
  /** How what was begun stands or ended. */
  ended: YearEnd[],
};

/** The figures of one year. */
export type YearMargin = {
  /** `YYYY`. */
  year: string,
  /** By currency. */
  figures: Figures[],
};

/** A piece of work in its year. */
export type YearWork = {
  /** `cooperation`, `project` or `contract`. */
  entity: string,
  /** The record. */
  work: Ref,
  /** Whose it is, where that is another unit than the one asked about. */
  unit: Ref | null,
  /** How it stands: a choice of the list of its kind. */
  state: string | null,
  /** For how much; a project is for what its contract or its business says. */
  amount: Value,
};

export type Events = {
  /** records changed */ changed: ChangedEvent;
  /** long work: import, export, backup, restore */ job: JobEvent;
  /** the vault was locked or unlocked */ phase: PhaseEvent;
  /** a notification or tray asked to show a record */ show: ShowEvent;
  /** reminders fired or changed */ reminders: RemindersEvent;
  /** files are held over the window or dropped on it */ drag: DragEvent;
  /** the vault is about to be left */ leaving: LeavingEvent;
};
/** Sums of the fields that add up, by field; absent where the amounts are of several currencies. */
export type Totals = { [key in string]: Value };
export const events = {
  on: <K extends keyof Events>(name: K, hear: (payload: Events[K]) => void): Promise<UnlistenFn> =>
    listen<Events[K]>(name, (event) => hear(event.payload)),
};
