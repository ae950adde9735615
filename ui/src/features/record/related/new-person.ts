/** A person who is being added: what the form holds of them, and how that is stored as one step. */
import { type Answers, type Asked, ownAsked, valuesOf } from "../../../ipc/asked.ts";
import {
  type Applied,
  type Catalog,
  commands,
  type FieldInfo,
  type Found,
  type Id,
  type RecordChange,
  type RecordDto,
  type Ref,
  type Says,
  type Value,
} from "../../../ipc/bindings.ts";
import { entryText, typed } from "../../../ipc/entry-text.ts";
import { apply } from "../../../ipc/write.ts";
import { newId } from "../../../lib/new-id.ts";
import { joined, partsOf } from "../../../lib/several.ts";
import { fieldsOf, isBlank, isOfKind, textOf } from "../words.ts";

export type NewPerson = {
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly workPhone: string;
  readonly emails: string;
  readonly wechat: string;
  /** of the customer, where it has none */ readonly address: string;
  readonly website: string;
  /** who is there already and gets the post */ readonly known: Ref | null;
  /** where the post is, for a form that does not stand at a customer */ readonly unit: Ref | null;
  /** the customer is not there yet and is made too, called so */ readonly newUnit: string;
  /** what stands in the box for a signature and was not read yet */ readonly pasted: string;
  /** what a signature said of each line, whether the line took it or holds something else */
  readonly said: Readonly<Partial<Record<Line, string>>>;
  /** what was taken from it: the words it was read from */
  readonly words: Readonly<Partial<Record<Says, string>>>;
  /** how the signature calls the customer, and whom that may mean */ readonly called: string;
  /** the one customer of exactly that name */ readonly meant: Ref | null;
  readonly units: readonly Ref[];
  readonly unread: readonly string[];
  readonly own: Answers;
  readonly ownOfPost: Answers;
  readonly ownOfUnit: Answers;
};

/** The lines of the form that a signature can fill in, and what it says for each. */
export const saysOf = {
  name: "name",
  title: "title",
  department: "department",
  phone: "mobile",
  workPhone: "work_phone",
  emails: "email",
  wechat: "wechat",
  address: "address",
  website: "website",
} as const satisfies Readonly<Record<string, Says>>;
export type Line = keyof typeof saysOf;
const lines = Object.keys(saysOf) as Line[];

export const blank: NewPerson = {
  name: "",
  title: "",
  department: "",
  phone: "",
  workPhone: "",
  emails: "",
  wechat: "",
  address: "",
  website: "",
  known: null,
  unit: null,
  newUnit: "",
  pasted: "",
  said: {},
  words: {},
  called: "",
  meant: null,
  units: [],
  unread: [],
  own: {},
  ownOfPost: {},
  ownOfUnit: {},
};

/** What the user wants asked of each new record, and which fields a unit of a kind has. */
export type Own = {
  readonly contact: readonly Asked[];
  readonly post: readonly Asked[];
  readonly unit: readonly Asked[];
  readonly fields: readonly FieldInfo[];
};

/** A customer made along with a person is a company. */
const MADE = "company";

export const ownOf = (catalog: Catalog): Own => ({
  contact: ownAsked(catalog, "contact"),
  post: ownAsked(catalog, "post"),
  unit: ownAsked(catalog, "unit", MADE),
  fields: fieldsOf(catalog, "unit"),
});

/** What a unit may hold: one whose kind does not have a field must not be given it unseen. */
export const unitHas = ({ fields }: Own, unit: RecordDto | null, key: string): boolean =>
  fields.some((field) => field.key === key && isOfKind(field, unit ? textOf(unit, "kind") : MADE));

type Draft = {
  readonly found: readonly Found[];
  readonly unread: readonly string[];
  readonly unit: Ref | null;
  readonly units: readonly Ref[];
};

/**
 * What a signature says, into the form as it stands by then: all of one kind in one line. A line that holds something else
 * stays, as does whoever was picked; only what an earlier signature gave makes room.
 */
export function partOf(draft: Draft, given: NewPerson): Partial<NewPerson> {
  const all = (says: Says) => draft.found.filter((found) => found.says === says);
  const part: Partial<Record<Line, string>> = {};
  const said: Partial<Record<Line, string>> = { ...given.said };
  const words: Partial<Record<Says, string>> = { ...given.words };
  const wordsOf = (says: Says) => [...new Set(all(says).map(({ words: from }) => from))].join("; ");
  for (const line of lines) {
    const says = saysOf[line];
    const value = all(says)
      .map((found) => found.value)
      .join("; ");
    if (value === "") continue;
    const isFree = given[line].trim() === "" || given[line] === given.said[line];
    said[line] = value;
    if (isFree) part[line] = value;
    if (isFree || given[line] === value) words[says] = wordsOf(says);
    else delete words[says];
  }
  const [named] = all("unit");
  const unitPart = named ? unitOf(draft, given, named.value) : {};
  if (named) words.unit = wordsOf("unit");
  return { ...part, ...unitPart, said, words, unread: draft.unread };
}

/** Whom the signature names, unless the user picked another: a new customer is made only as it was agreed to. */
function unitOf(draft: Draft, given: NewPerson, called: string): Partial<NewPerson> {
  const isFree = given.unit === null || given.unit.id === given.meant?.id;
  const unit = isFree ? draft.unit : given.unit;
  const newUnit = unit === null && called === given.called ? given.newUnit : "";
  return { called, meant: draft.unit, units: draft.units, unit, newUnit };
}

/** Nothing was typed yet: what is pasted there may be all of it. */
export const isUntouched = (given: NewPerson) =>
  given.known === null && lines.every((line) => given[line].trim() === "");

/** Of the customer only what it does not have: nothing that stands there is written over. */
function ofUnit(given: NewPerson, unit: RecordDto | null, own: Own): Record<string, Value> {
  const lacks = (key: "address" | "website") =>
    given[key].trim() !== "" && unitHas(own, unit, key) && (unit === null || isBlank(unit.values[key]));
  return {
    ...(lacks("address") && { address: typed(given.address) }),
    ...(lacks("website") && { website: typed(given.website) }),
  };
}

const digitsOf = (text: string) => text.replace(/\D/g, "");

/** Whether two are one number or address: a number may be written with its country and area before it. */
function isOne(one: string, other: string): boolean {
  if (one.includes("@") || other.includes("@")) return one.toLowerCase() === other.toLowerCase();
  const [a, b] = [digitsOf(one), digitsOf(other)];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 7 ? long.endsWith(short) : one === other;
}

/** Values and those they lack; nothing where they lack none. */
function withMore(held: Value | undefined, given: string): Value | null {
  const has = partsOf(entryText(held));
  const more = partsOf(given).filter((part) => !has.some((one) => isOne(one, part)));
  return more.length === 0 ? null : typed(joined([...has, ...more]));
}

/** Of somebody who is there already what they lack: their numbers and addresses stay, and so does their name on WeChat. */
function ofKnown(given: NewPerson, known: RecordDto): Record<string, Value> {
  const phones = withMore(known.values.phones, given.phone);
  const emails = withMore(known.values.emails, given.emails);
  const lacksWechat = given.wechat.trim() !== "" && isBlank(known.values.wechat);
  return {
    ...(phones && { phones }),
    ...(emails && { emails }),
    ...(lacksWechat && { wechat: typed(given.wechat) }),
  };
}

/** The person: made, or given what they lack. */
async function personOf(given: NewPerson, own: Own, id: Id): Promise<RecordChange[]> {
  if (given.known) {
    const known = await commands.recordGet("contact", given.known.id);
    const values = ofKnown(given, known);
    if (Object.keys(values).length === 0) return [];
    return [{ kind: "update", entity: "contact", id: known.id, rev: known.rev, values }];
  }
  const values = {
    ...valuesOf(own.contact, given.own),
    full_name: typed(given.name),
    phones: typed(given.phone),
    emails: typed(given.emails),
    wechat: typed(given.wechat),
  };
  return [{ kind: "create", entity: "contact", id, asked: true, values }];
}

/** The customer: made along, or given what it lacks. */
function unitChange(unit: RecordDto | null, given: NewPerson, own: Own, id: Id): RecordChange[] {
  const said = ofUnit(given, unit, own);
  if (unit === null) {
    const kind: Value = { t: "choice", v: MADE };
    const values = {
      ...valuesOf(own.unit, given.ownOfUnit),
      legal_name: typed(given.newUnit),
      kind,
      ...said,
    };
    return [{ kind: "create", entity: "unit", id, asked: true, values }];
  }
  if (Object.keys(said).length === 0) return [];
  return [{ kind: "update", entity: "unit", id, rev: unit.rev, values: said }];
}

/** The person, the post and what the customer lacks, as one step. `unit` is where the post is. */
export async function storePerson(unit: RecordDto | null, given: NewPerson, own: Own): Promise<Applied> {
  const contact = given.known?.id ?? newId();
  const at = unit?.id ?? newId();
  const ref = (id: Id, label: string): Value => ({ t: "ref", v: { id, label } });
  const customer = unitChange(unit, given, own, at);
  const person = await personOf(given, own, contact);
  const post: RecordChange = {
    kind: "create",
    entity: "post",
    id: null,
    asked: true,
    values: {
      ...valuesOf(own.post, given.ownOfPost),
      contact: ref(contact, given.name),
      unit: ref(at, given.newUnit),
      title: typed(given.title),
      department: typed(given.department),
      work_phone: typed(given.workPhone),
    },
  };
  const made = unit === null ? customer : [];
  const more = unit === null ? [] : customer;
  return apply("op.create", [...made, ...person, post, ...more]);
}
