/** What a new record of any kind is asked, and its answers as values for the core to read. */
import { instant } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import type { Known, Pick } from "../lib/several.ts";
import type { Catalog, FieldInfo, Id, Value } from "./bindings.ts";
import { hasParts, type Typed } from "./entry.ts";
import { typed } from "./entry-text.ts";
import { findNear } from "./near.ts";
import { offeredFor, picksSeveral, severalValue, takesNew } from "./several.ts";
import { choicesOffered, fieldLabel } from "./words.ts";

/** Fields beyond its title and those it must hold. */
const MORE = 4;
const OFFERED = 12;

/** One question, in plain words: a form draws it without knowing of records. */
export type Asked = {
  readonly key: string;
  readonly label: string;
  readonly kind: "line" | "lines" | "choice" | "bool" | "ref" | "several";
  readonly required: boolean;
  /** the core may see parts in what is typed */ readonly apart: boolean;
  readonly options: readonly { id: string; label: string; colour?: string | null }[];
  readonly find: (text: string) => Promise<readonly Known[]>;
  /** of several: a word that is not offered is a new one */ readonly takesNew: boolean;
  /** of several: no two are called the same */ readonly byName: boolean;
  /** what is made of those picked */ readonly made: (picks: readonly Pick[]) => Value;
};
export type Answer = string | readonly Pick[];
export type Answers = Readonly<Record<string, Answer>>;

function kindOf(field: FieldInfo): Asked["kind"] {
  const { kind } = field;
  if (picksSeveral(field)) return "several";
  if (kind === "choice" || kind === "bool" || kind === "ref") return kind;
  return kind === "long_text" ? "lines" : "line";
}

const mustHold = (field: FieldInfo) => field.required && !field.computed && field.default === null;

function question(catalog: Catalog, entity: string, field: FieldInfo, unit: Id | null = null): Asked {
  return {
    key: field.key,
    label: fieldLabel(entity, field.key),
    kind: kindOf(field),
    apart: hasParts(entity, field),
    required: mustHold(field),
    options:
      field.kind === "bool"
        ? [
            { id: "yes", label: t("ui.yes") },
            { id: "no", label: t("ui.no") },
          ]
        : choicesOffered(catalog.choices, field.choices),
    find: (text: string) =>
      picksSeveral(field)
        ? offeredFor(catalog.choices, field, unit, text)
        : findNear(field.target ?? "unit", text, OFFERED, unit),
    takesNew: takesNew(field),
    byName: field.kind !== "refs",
    made: (picks) => severalValue(field, picks),
  };
}

/**
 * The user's own fields that each new record of this kind must hold, for a form that has questions of its own;
 * `kind` is of which kind a unit is to be.
 */
export function ownAsked(catalog: Catalog | undefined, entity: string, kind?: string): Asked[] {
  const fields = catalog?.entities.find(({ key }) => key === entity)?.fields ?? [];
  const its = ({ kinds }: FieldInfo) => kinds.length === 0 || (kind !== undefined && kinds.includes(kind));
  const wanted = fields.filter((field) => field.label !== null && mustHold(field) && its(field));
  return catalog ? wanted.map((field) => question(catalog, entity, field)) : [];
}

/** The title, what must be there and cannot be guessed, and the first columns; `given` is known already. */
export function askedOf(
  catalog: Catalog,
  entity: string,
  given: readonly string[] = [],
  unit: Id | null = null,
): Asked[] {
  const info = catalog.entities.find(({ key }) => key === entity);
  const open = (info?.fields ?? []).filter(
    (field) =>
      !field.computed &&
      !field.hidden &&
      (field.kind !== "bool" || mustHold(field)) &&
      !given.includes(field.key),
  );
  const must = (field: FieldInfo) => field.key === info?.title_field || mustHold(field);
  const usual = open.filter((field) => field.default_column && !must(field)).slice(0, MORE);
  const fields = open.filter((field) => must(field) || usual.includes(field));
  const rank = (field: FieldInfo) => (must(field) ? (field.key === info?.title_field ? 0 : 1) : 2);
  return fields.sort((a, b) => rank(a) - rank(b)).map((field) => question(catalog, entity, field, unit));
}

/** What stands there before one types: the default, and for what happens now, now. */
export function firstAnswers(
  catalog: Catalog,
  entity: string,
  asked: readonly Asked[],
  now: number,
): Answers {
  const fields = catalog.entities.find(({ key }) => key === entity)?.fields ?? [];
  const first = (key: string): Answer => {
    const field = fields.find((one) => one.key === key);
    if (!field?.required) return "";
    if (field.kind === "date") return instant(now).slice(0, 10);
    if (field.kind === "instant") return instant(now);
    return field.default ?? "";
  };
  return Object.fromEntries(asked.map(({ key }) => [key, first(key)]));
}

/** What is left blank is not said: the core fills in its defaults. */
export function valuesOf(asked: readonly Asked[], answers: Answers): Record<string, Value> {
  const said = asked.flatMap(({ key, kind, made }): [string, Value][] => {
    const answer = answers[key] ?? "";
    if (typeof answer !== "string") {
      const [one] = answer;
      if (!one) return [];
      if (kind === "several") return [[key, made(answer)]];
      return [[key, { t: "ref", v: { id: one.id ?? "", label: one.label } }]];
    }
    if (answer.trim() === "") return [];
    if (kind === "bool") return [[key, { t: "bool", v: answer === "yes" }]];
    return [[key, kind === "choice" ? { t: "choice", v: answer } : typed(answer)]];
  });
  return Object.fromEntries(said);
}

/** Of the answers those that are looked at once more where they matter. */
export function typedParts(entity: string, asked: readonly Asked[], answers: Answers): Typed[] {
  return asked.flatMap(({ key, apart }) => {
    const text = answers[key];
    return apart && typeof text === "string" ? [{ entity, field: key, text }] : [];
  });
}
