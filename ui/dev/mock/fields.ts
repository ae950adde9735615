/** The user's own fields, numbering and templates: enough of the core's rules to show each answer. */
import type {
  Catalog,
  FieldInfo,
  FieldKind,
  FieldShape,
  FieldState,
  FormulaSample,
  KindOrder,
  KindPlan,
  TemplatePlan,
  Value,
} from "../../src/ipc/bindings.ts";
import { fieldLabel } from "../../src/ipc/words.ts";
import { emit } from "./bus.ts";
import { entities, mockCatalog } from "./catalog.ts";
import { hiddenKinds, marked } from "./modules.ts";
import { stepNow, wireError, world } from "./world.ts";

function changed(label: string): void {
  world.seq += 1;
  emit("changed", { seq: world.seq, op: label, entities: ["field_def", "choice", "numbering"], ids: [] });
}

function keep(label: string, next: readonly FieldState[]): void {
  world.past.push(stepNow(label));
  world.future = [];
  world.fields = next;
  changed(label);
}

function info({ key, kind, target, shape }: FieldState): FieldInfo {
  const list = kind === "choice" || kind === "choices";
  return {
    key,
    label: shape.label,
    help: shape.help,
    kinds: shape.kinds,
    kind,
    section: shape.section,
    required: shape.required,
    computed: shape.formula !== null,
    max_len: 200,
    choices: list ? key : null,
    target,
    sortable: !["phones", "emails", "texts", "refs", "choices"].includes(kind),
    groupable: ["choice", "ref", "bool"].includes(kind),
    summable: kind === "money" || kind === "number",
    default: null,
    default_column: false,
    width: 140,
    hidden: false,
  };
}

/** The program's catalog and the fields in use. */
export function wholeCatalog(): Catalog {
  const own = world.fields.filter(({ shape }) => !shape.retired);
  return {
    ...mockCatalog,
    entities: marked(
      entities.map((one) => ({
        ...one,
        fields: [
          ...one.fields.map((field) => ({
            ...field,
            kinds: one.key === "unit" ? [...(world.limits.get(field.key) ?? [])] : field.kinds,
          })),
          ...own.filter(({ entity }) => entity === one.key).map(info),
        ],
      })),
    ),
    hidden: hiddenKinds(),
    lists: [
      ...mockCatalog.lists,
      ...own
        .filter(({ kind }) => kind === "choice" || kind === "choices")
        .map(({ key }) => ({ key, fixed: false })),
    ],
    choices: [...world.choices],
  };
}

/** The fields of an entity, the user's own among them. */
export function fieldsOf(entity: string): FieldInfo[] {
  return wholeCatalog().entities.find(({ key }) => key === entity)?.fields ?? [];
}

function holdFree(entity: string, own: string | null, label: string): void {
  const fault = (key: string, text = "") => ({
    ...wireError("invalid", key, { text }),
    field: "field_def.label",
  });
  if (label.trim() === "") throw fault("error.required");
  const built = entities.find(({ key }) => key === entity)?.fields ?? [];
  const names = [
    ...built.map(({ key }) => fieldLabel(entity, key)),
    ...world.fields.filter((one) => one.entity === entity && one.key !== own).map(({ shape }) => shape.label),
  ];
  if (names.includes(label.trim())) throw fault("error.field_taken", label.trim());
}

function holdFormula(text: string): void {
  if (/[+*/-]\s*$/.test(text)) throw wireError("invalid", "error.formula_ends");
}

type New = {
  entity: string;
  kind: FieldKind;
  target: string | null;
  shape: FieldShape;
  choices: string[];
};

function define({ entity, kind, target, shape, choices }: New): string {
  holdFree(entity, null, shape.label);
  if (shape.formula !== null) holdFormula(shape.formula);
  const key = `x_own${world.fields.length}`;
  const field: FieldState = { entity, key, kind, target, shape: { ...shape, label: shape.label.trim() } };
  keep("op.field_define", [...world.fields, field]);
  world.choices = [
    ...world.choices,
    ...choices.map((label, seq) => ({
      list: key,
      code: `own_${seq}`,
      label,
      aliases: [],
      colour: mockCatalog.colours[seq % mockCatalog.colours.length] ?? null,
      seq,
      retired: false,
    })),
  ];
  return key;
}

function edit({ entity, key, shape }: { entity: string; key: string; shape: FieldShape }): null {
  holdFree(entity, key, shape.label);
  if (shape.formula !== null) holdFormula(shape.formula);
  keep(
    "op.field_edit",
    world.fields.map((one) => (one.entity === entity && one.key === key ? { ...one, shape } : one)),
  );
  return null;
}

/** What a value says as text; the core says it as it is copied. */
function said(value: Value | undefined, list: string): string {
  if (!value || value.t === "null") return "";
  if (value.t === "money") return String(Number(value.v.minor) / 100);
  if (value.t !== "choice") return typeof value.v === "object" ? "" : String(value.v);
  const choice = world.choices.find((one) => one.list === list && one.code === value.v);
  return choice?.label ?? value.v;
}

/** Text as some of the kinds; the core reads far more. */
function readAs(kind: FieldKind, text: string): Value | null {
  const bare = text.replaceAll(",", "");
  const isNumber = /^-?\d+(\.\d+)?$/.test(bare);
  if (kind === "money")
    return isNumber ? { t: "money", v: { minor: String(Number(bare) * 100), currency: "CNY" } } : null;
  if (kind === "number") return isNumber ? { t: "number", v: Number(bare) } : null;
  if (kind === "date") return /^\d{4}-\d\d-\d\d$/.test(text) ? { t: "date", v: text } : null;
  if (kind === "choice") return { t: "choice", v: text };
  return kind === "text" || kind === "long_text" ? { t: "text", v: text } : null;
}

type Change = { entity: string; key: string; kind: FieldKind };

function recasts({ entity, key, kind }: Change) {
  const all = [...world.records.values()].filter((one) => one.entity === entity);
  return all.flatMap((record) => {
    const was = said(record.values[key], key);
    const name = record.values.legal_name ?? record.values.full_name;
    const title = name?.t === "text" ? name.v : "";
    return was ? [{ record, title, was, value: readAs(kind, was) }] : [];
  });
}

function kindPlan(change: Change): KindPlan {
  const all = recasts(change);
  const kept = all.filter(({ value }) => value !== null);
  const lost = all.filter(({ value }) => value === null);
  const shown = ({ title, was }: { title: string; was: string }, becomes: string) => ({
    title,
    was,
    becomes,
  });
  return {
    converts: kept.length,
    samples: kept.slice(0, 5).map((one) => shown(one, said(one.value ?? undefined, ""))),
    lost: lost.length,
    losses: lost.slice(0, 5).map((one) => shown(one, "")),
    choices: change.kind === "choice" ? [...new Set(kept.map(({ was }) => was))] : [],
  };
}

function changeKind({ order }: { order: KindOrder }): string {
  const all = recasts(order);
  if (all.filter(({ value }) => value === null).length > order.lost)
    throw wireError("conflict", "error.plan_stale");
  const key = `${order.key}k`;
  const { choices } = kindPlan(order);
  keep(
    "op.field_kind",
    world.fields.map((one) =>
      one.entity === order.entity && one.key === order.key ? { ...one, key, kind: order.kind } : one,
    ),
  );
  world.choices = [
    ...world.choices,
    ...choices.map((label, seq) => ({
      list: key,
      code: label,
      label,
      aliases: [],
      colour: null,
      seq,
      retired: false,
    })),
  ];
  for (const { record, value } of all) {
    if (value) world.records.set(record.id, { ...record, values: { ...record.values, [key]: value } });
  }
  return key;
}

function order({ entity, keys }: { entity: string; keys: string[] }): null {
  const at = ({ key }: FieldState) => (keys.includes(key) ? keys.indexOf(key) : keys.length);
  const own = world.fields.filter((one) => one.entity === entity).sort((a, b) => at(a) - at(b));
  keep("op.field_order", [...world.fields.filter((one) => one.entity !== entity), ...own]);
  return null;
}

function tried({ entity, kind, text }: { entity: string; kind: FieldKind; text: string }): FormulaSample[] {
  holdFormula(text);
  const some = [...world.records.values()].filter((one) => one.entity === entity && !one.deleted).slice(0, 3);
  return some.map(({ values }, n) => {
    const name = values.legal_name ?? values.full_name;
    const value: FormulaSample["value"] = text.includes("/ 0")
      ? { t: "fault", v: "error.formula_by_zero" }
      : kind === "money"
        ? { t: "money", v: { minor: String((n + 1) * 1_300_000), currency: "CNY" } }
        : { t: "number", v: n + 1 };
    return { title: name?.t === "text" ? name.v : "", value };
  });
}

function number({ entity, kind, pattern }: { entity: string; kind: string | null; pattern: string }): null {
  const rest = world.numberings.filter((one) => one.entity !== entity || one.kind !== kind);
  if (pattern !== "" && !/\{\d+\}/.test(pattern))
    throw {
      ...wireError("invalid", "error.numbering_pattern", { example: "{yyyy}-{0001}" }),
      field: "numbering.pattern",
    };
  const next = pattern.replace("{yyyy}", "2026").replace(/[{}]/g, "");
  world.numberings = pattern === "" ? rest : [...rest, { entity, kind, pattern, next }];
  changed("op.numbering");
  return null;
}

const plans = (): TemplatePlan[] =>
  [
    ["manufacturing", "制造业", "产能、设备与质量：给工厂供货或服务的客户经理", "年产能", "下次审厂日期"],
    ["government", "政企", "预算、立项与招投标：服务机关与国企的客户经理", "年度预算", "预计招标日期"],
  ].map(([key = "", name = "", about = "", one = "", two = ""]) => ({
    key,
    name,
    about,
    items: [
      { what: "field" as const, of: "unit", label: one, kind: "number" as const },
      { what: "field" as const, of: "unit", label: two, kind: "date" as const },
      { what: "choice" as const, of: "activity_kind", label: "审厂", kind: null },
      { what: "rhythm" as const, of: "rhythm", label: "战略客户：每两周", kind: null },
      { what: "numbering" as const, of: "unit", label: "ZZ-{yyyy}-{0001}", kind: null },
      { what: "view" as const, of: "unit", label: "重点客户", kind: null },
    ].map((item) => ({
      ...item,
      there: world.fields.some(({ shape }) => shape.label === item.label) || world.fields.length > 1,
    })),
  }));

function apply({ key }: { key: string }): null {
  const plan = plans().find((one) => one.key === key);
  const fresh = plan?.items.filter(({ what, there }) => what === "field" && !there) ?? [];
  const made = fresh.map(
    ({ of, label, kind }, n): FieldState => ({
      entity: of,
      key: `x_tpl${n}`,
      kind: kind ?? "text",
      target: null,
      shape: {
        label,
        help: null,
        section: "sales",
        required: false,
        kinds: [],
        formula: null,
        importance: 3,
        stale_after_days: 365,
        retired: false,
      },
    }),
  );
  keep("op.template", [...world.fields, ...made]);
  return null;
}

function limit({ field, kinds }: { field: string; kinds: string[] }): null {
  world.past.push(stepNow("op.field_limit"));
  world.future = [];
  const others = [...world.limits].filter(([key]) => key !== field);
  world.limits = new Map(kinds.length > 0 ? [...others, [field, kinds] as const] : others);
  world.seq += 1;
  emit("changed", { seq: world.seq, op: "fields.limit", entities: ["field_limit", "unit"], ids: [] });
  return null;
}

export const fieldCalls = {
  field_limit: limit,
  own_fields: () => world.fields,
  field_define: define,
  field_edit: edit,
  field_order: order,
  field_kind_plan: kindPlan,
  field_kind_change: changeKind,
  formula_try: tried,
  numberings: () => world.numberings,
  numbering_set: number,
  template_offers: () =>
    plans().map(({ key, name, about, items }) => ({
      key,
      name,
      about,
      fields: items.filter(({ what }) => what === "field").map(({ label }) => label),
      choices: items.filter(({ what }) => what === "choice").length,
      rhythms: items.filter(({ what }) => what === "rhythm").length,
      views: items.filter(({ what }) => what === "view").length,
      numbers: items.some(({ what }) => what === "numbering"),
    })),
  template_list: plans,
  template_pick: () => null,
  template_apply: apply,
  template_save: () => true,
};
