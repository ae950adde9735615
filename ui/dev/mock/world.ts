/** The mock's whole state, and the way back to its start. */
import type {
  AppState,
  Choice,
  ClassRules,
  CycleRules,
  FieldState,
  NamedView,
  NoteDraft,
  Numbering,
  Phase,
  RecordDto,
  SourceSaid,
  WireError,
} from "../../src/ipc/bindings.ts";
import { choices } from "./catalog.ts";
import { fillCoverage, type Weights } from "./coverage.ts";
import { usualCycles } from "./cycle-rules.ts";
import { fillGrades, usualRules } from "./grades.ts";
import { inventRecords } from "./invented.ts";
import { inventAudits } from "./invented-audits.ts";
import { inventFiles } from "./invented-files.ts";

/** A view with a name, as it was kept. */
export type SavedView = Omit<NamedView, "mended">;

/** One step of undo: what stood before it. */
type Step = {
  label: string;
  before: Map<string, RecordDto>;
  choices: readonly Choice[];
  fields: readonly FieldState[];
  weights: Weights;
  hidden: ReadonlySet<string>;
  limits: ReadonlyMap<string, readonly string[]>;
  views: readonly SavedView[];
  /** of a step that only said something of fields: of whose, and how many */ about?: {
    titles: string[];
    fields: number;
  };
};

export type World = {
  app: AppState;
  passphrase: string;
  /** changes the vault lacks of those it had */ behind: number | null;
  recoveryKey: string;
  /** whether the core still knows a key that waits for its proof */ keyAwaited: boolean;
  records: Map<string, RecordDto>;
  choices: readonly Choice[];
  /** the fields of the user's own */ fields: readonly FieldState[];
  numberings: readonly Numbering[];
  /** what counts for coverage, where the user says otherwise */ weights: Weights;
  /** modules that are out of sight */ hidden: ReadonlySet<string>;
  /** kinds of unit that have a field of the program's */ limits: ReadonlyMap<string, readonly string[]>;
  /** views of tables that have a name */ views: readonly SavedView[];
  /** by which rules units are classed */ classes: ClassRules;
  /** how often customers of each class are looked through */ cycles: CycleRules;
  /** what the user says of how fields age, by entity and field */ rules: Map<
    string,
    { days: number | null; check: boolean }
  >;
  /** what whoever works here is called */ ownName: string | null;
  /** sections of a brief that somebody does without */ briefOff: readonly string[];
  /** fields looked at once more when typed, where the user says so */ confirms: Map<string, boolean>;
  past: Step[];
  future: Step[];
  /** merges that were made, with what they touched as it was before */ merges: {
    step: number;
    winner: string;
    loser: RecordDto;
    before: RecordDto[];
  }[];
  seq: number;
  /** how often the window said that somebody is here */ touches: number;
  /** conversations begun and not logged, by unit */ noteDrafts: Map<string, NoteDraft>;
  /** small forms begun and not sent, by place */ formDrafts: Map<string, string>;
  /** reminders that came late and were seen */ seen: Set<string>;
  /** occasions that were settled, by source, record and day */ settled: Set<string>;
  /** there are rhythms of contact */ rhythms: boolean;
  /** until when occasions were put off, by source and record */ putOff: Map<string, string>;
  /** what the user says of the things that remind by themselves */ sources: Map<string, SourceSaid>;
  /** the task a notification was pressed for while locked */ asked: string | null;
  /** how a wrong secret is refused */ refuse: WireError;
  /** search knows only a part so far */ searchFilling: boolean;
  /** why nothing can be stored just now */ broken: WireError | null;
  /** how long a step of long work takes, in milliseconds */ pace: number;
  /** days of the week at rest, Monday being 1 */ weekend: number[];
};

const folder = "/home/lin/Documents/华东客户.steward";

export const recoveryKey = "7KQ2-M9XD-40TV-RB6H-N8PE-3WSA-CJ5Y-ZF1G-K7R0";

function start(phase: Phase): World {
  return {
    app: {
      phase,
      vault: phase === "none" ? null : { name: "华东客户", folder, sample: false },
      recent: phase === "none" ? [] : [{ name: "华东客户", folder, present: true }],
      default_folder: "/home/lin/Documents",
      last_backup: phase === "none" ? null : Date.now() - 40 * 60_000,
      version: "0.1.0",
      settings: {
        locale: "zh",
        theme: "light",
        density: "normal",
        zoom: 100,
        auto_lock_min: 10,
        reminder_text: "full",
        close_to_tray: true,
        start_at_login: false,
        screen_reader: false,
        letter_keys: true,
      },
      reminders_waiting: 3,
    },
    passphrase: "correct horse battery",
    behind: null,
    recoveryKey,
    keyAwaited: false,
    records: inventAudits(fillGrades(fillCoverage(inventFiles(inventRecords())), usualRules)),
    choices,
    fields: [],
    numberings: [],
    rules: new Map(),
    ownName: "林一",
    briefOff: [],
    confirms: new Map(),
    weights: new Map(),
    hidden: new Set(),
    limits: new Map(),
    views: [],
    classes: usualRules,
    cycles: usualCycles,
    past: [],
    future: [],
    merges: [],
    seq: 1,
    touches: 0,
    noteDrafts: new Map(),
    formDrafts: new Map(),
    seen: new Set(),
    settled: new Set(),
    rhythms: false,
    putOff: new Map(),
    sources: new Map(),
    asked: null,
    searchFilling: false,
    broken: null,
    refuse: wireError("wrong_secret", "ui.error.wrong_secret"),
    pace: 350,
    weekend: [6, 7],
  };
}

export let world: World = start("unlocked");

/** A fresh world. Tests call it before each story; the page calls it once from its address. */
export function resetWorld(phase: Phase, change: (world: World) => void = () => undefined): void {
  world = start(phase);
  change(world);
}

/** What stands now, as a step to come back to. */
export function stepNow(label: string): Step {
  const { records, choices, fields, weights, hidden, limits, views } = world;
  return { label, before: new Map(records), choices, fields, weights, hidden, limits, views };
}

export function wireError(
  kind: WireError["kind"],
  key: string,
  values: Record<string, string> = {},
): WireError {
  return { kind, key, field: null, values };
}

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
