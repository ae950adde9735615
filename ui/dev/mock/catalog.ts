/** The catalog as the core describes it, for the fields the mock's records hold. */
import type { Catalog, Choice, EntityInfo, FieldInfo, FieldKind } from "../../src/ipc/bindings.ts";

const lists: Record<string, string> = {
  unit_kind: "group company branch division department site",
  unit_status: "prospect contacted active dormant lost blocked",
  unit_level: "a b c d",
  size_class: "large medium small",
  employees_band: "1_49 50_299 300_999 1000_4999 5000_up",
  industry:
    "manufacturing it construction real_estate trade transport finance agriculture energy culture business_services mining hospitality health education government other",
  label: "open internal confidential",
  gender: "male female",
  coop_type: "product service both",
  coop_state: "talking signed delivering done ended",
  payment_method:
    "transfer bill cash cheque letter_of_credit wechat alipay instalments monthly quarterly other",
  satisfaction: "5 4 3 2 1",
  activity_kind: "call visit meeting wechat mail meal event note",
  activity_result: "reached no_answer agreed refused postponed",
  direction: "out in",
  task_kind: "call visit meeting mail quote payment contract other",
  task_state: "open done dropped",
  priority: "1 2 3",
  need_kind: "function quality delivery price service spec other",
  need_state: "latent stated answered refused",
  priority_level: "1 2 3 4",
};

export const choices: readonly Choice[] = Object.entries(lists).flatMap(([list, codes]) =>
  codes.split(" ").map((code, seq) => ({
    list,
    code,
    label: null,
    aliases: [],
    colour: null,
    seq,
    retired: false,
  })),
);

/** `key kind section flags`, where flags are: r required, c computed, t in the table, s summed, = list or target. */
const shape: Record<string, [string, string[]]> = {
  unit: [
    "legal_name",
    [
      "legal_name text general rt",
      "group ref general ct =unit",
      "level choice sales t =unit_level",
      "status choice sales t =unit_status",
      "coop_amount money finance cts",
      "next_touch wall_time sales ct",
      "next_step text sales ct",
      "last_touch instant sales ct",
      "contact_name text general ct",
      "contact_phone text general ct",
      "industry choice general t =industry",
      "owner text sales t",
      "short_name text general",
      "english_name text general",
      "aliases texts general",
      "former_names texts general",
      "kind choice general r =unit_kind",
      "parent ref general =unit",
      "code text general",
      "uscc official_id general",
      "industry_code text general",
      "size_class choice general =size_class",
      "employees_band choice general =employees_band",
      "legal_rep text general",
      "registered_capital money general",
      "founded_on date general",
      "since_on date sales",
      "company_type text general",
      "listing text general",
      "credit_limit money finance",
      "website url general",
      "phones phones general",
      "emails emails general",
      "address text general",
      "description long_text general",
      "strategy_head text sales",
      "source text sales",
      "tags texts general",
      "backup_owner text sales",
      "reviewer text sales",
      "label choice confidential =label",
      "coop_count number finance c",
      "children number general c",
      "created_at instant general c",
      "updated_at instant general c",
    ],
  ],
  contact: [
    "full_name",
    [
      "full_name text general rt",
      "unit ref general ct =unit",
      "title text general ct",
      "phones phones general t",
      "emails emails general t",
      "wechat text general t",
      "birthday fuzzy_date general t",
      "family text general",
      "given text general",
      "form_of_address text general",
      "gender choice general =gender",
      "handles texts general",
      "home_place text general",
      "language text general",
      "preferences texts service",
      "left bool general",
      "do_not_contact text service",
      "note long_text general",
      "tags texts general",
      "label choice confidential =label",
      "consent text confidential",
      "owner text sales",
    ],
  ],
  post: [
    "title",
    [
      "contact ref general r =contact",
      "unit ref general r =unit",
      "title text general t",
      "department text general t",
      "is_primary bool general t",
      "start date general",
      "end date general",
      "work_phone phones general",
    ],
  ],
  cooperation: [
    "name",
    [
      "name text general rt",
      "unit ref general rt =unit",
      "type choice sales t =coop_type",
      "state choice sales t =coop_state",
      "amount money finance ts",
      "start date sales t",
      "end date sales t",
      "payment_method choice finance t =payment_method",
      "satisfaction choice service t =satisfaction",
      "products texts sales",
      "feedback long_text service",
      "owner text sales",
      "parent ref sales =cooperation",
      "tags texts general",
      "label choice confidential r =label",
      "note long_text general",
    ],
  ],
  activity: [
    "content",
    [
      "at instant general rt",
      "unit ref general rt =unit",
      "kind choice general rt =activity_kind",
      "content long_text general rt",
      "result choice general t =activity_result",
      "contacts refs general t =contact",
      "direction choice general =direction",
      "duration_min number general",
      "place text general",
      "units refs general =unit",
      "next_step ref general =task",
      "our_people texts general",
    ],
  ],
  task: [
    "title",
    [
      "title text general rt",
      "due wall_time general t",
      "unit ref general t =unit",
      "contact ref general t =contact",
      "kind choice general t =task_kind",
      "priority choice general t =priority",
      "state choice general rt =task_state",
      "remind bool general",
      "lead_min number general",
      "done_at instant general",
      "confidential bool general",
      "note long_text general",
      "activity ref general =activity",
    ],
  ],
  need: [
    "text",
    [
      "text long_text general rt",
      "unit ref general rt =unit",
      "kind choice general rt =need_kind",
      "priority choice general t =priority_level",
      "wanted_by date time t",
      "contact ref general t =contact",
      "state choice general rt =need_state",
      "spec_value decimal general",
      "spec_unit text general",
      "answered_by text general",
      "owner text service",
      "source text sales",
      "tags texts general",
      "label choice confidential r =label",
      "created_at instant time c",
      "updated_at instant time c",
    ],
  ],
};

const widths: Partial<Record<FieldKind, number>> = {
  text: 160,
  long_text: 320,
  ref: 180,
  money: 130,
  choice: 110,
};

function field(line: string): FieldInfo {
  const [key = "", kind = "text", section = "general", ...rest] = line.split(" ");
  const of = rest.find((part) => part.startsWith("="))?.slice(1) ?? null;
  const flags = rest.find((part) => !part.startsWith("=")) ?? "";
  const as = kind as FieldKind;
  return {
    key,
    kind: as,
    section,
    required: flags.includes("r"),
    computed: flags.includes("c"),
    max_len: as === "long_text" ? 20_000 : 400,
    choices: as === "choice" || as === "choices" ? of : null,
    target: as === "ref" || as === "refs" ? of : null,
    sortable: !["phones", "emails", "texts", "refs"].includes(as),
    groupable: ["choice", "ref", "bool", "date", "text"].includes(as),
    summable: flags.includes("s"),
    default_column: flags.includes("t"),
    width: key === "legal_name" ? 240 : (widths[as] ?? 120),
  };
}

export const entities: EntityInfo[] = Object.entries(shape).map(([key, [title_field, lines]]) => ({
  key,
  title_field,
  fields: lines.map(field),
}));

export const mockCatalog: Omit<Catalog, "choices"> = {
  entities,
  lists: Object.keys(lists).map((key) => ({ key, fixed: key === "task_state" })),
  colours: ["#3d8b7d", "#4a7fc1", "#8a6bc0", "#c0608f", "#c8574b", "#c07f2c", "#7b9440", "#7d8187"],
};

export function fieldsOf(entity: string): FieldInfo[] {
  return entities.find(({ key }) => key === entity)?.fields ?? [];
}
