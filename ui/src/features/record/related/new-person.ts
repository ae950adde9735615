/** A person who is being added: what the form holds of them, and how that is stored as one step. */
import { type Answers, type Asked, valuesOf } from "../../../ipc/asked.ts";
import type { Applied, Found, Id, RecordChange, RecordDto, Ref, Says, Value } from "../../../ipc/bindings.ts";
import { typed } from "../../../ipc/entry-text.ts";
import { apply } from "../../../ipc/write.ts";
import { newId } from "../../../lib/new-id.ts";
import { isBlank } from "../words.ts";

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
  /** what a signature gave, by what it says: the words it was read from */
  readonly words: Readonly<Partial<Record<Says, string>>>;
  /** how the signature calls the customer, and whom that may mean */ readonly called: string;
  readonly units: readonly Ref[];
  readonly unread: readonly string[];
  readonly own: Answers;
  readonly ownOfPost: Answers;
};

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
  words: {},
  called: "",
  units: [],
  unread: [],
  own: {},
  ownOfPost: {},
};

export type Own = { readonly contact: readonly Asked[]; readonly post: readonly Asked[] };

/** What a signature says, as the form holds it: all of one kind in one line. */
export function partOf(draft: {
  found: readonly Found[];
  unread: readonly string[];
  unit: Ref | null;
  units: readonly Ref[];
}): Partial<NewPerson> {
  const all = (says: Says) => draft.found.filter((found) => found.says === says);
  const said = (says: Says) =>
    all(says)
      .map(({ value }) => value)
      .join("; ");
  const words: Partial<Record<Says, string>> = {};
  for (const { says, words: from } of draft.found) {
    const before = words[says];
    words[says] = before && before !== from ? `${before}; ${from}` : from;
  }
  return {
    name: said("name"),
    title: said("title"),
    department: said("department"),
    phone: said("mobile"),
    workPhone: said("work_phone"),
    emails: said("email"),
    wechat: said("wechat"),
    address: said("address"),
    website: said("website"),
    words,
    called: said("unit"),
    unit: draft.unit,
    units: draft.units,
    unread: draft.unread,
    known: null,
    newUnit: "",
  };
}

/** Nothing was typed yet: what is pasted there may be all of it. */
export const isUntouched = (given: NewPerson) =>
  [given.name, given.title, given.department, given.phone, given.workPhone, given.emails].every(
    (text) => text.trim() === "",
  );

/** Of the customer only what it does not have: nothing that stands there is written over. */
function ofUnit(given: NewPerson, unit: RecordDto | null): Record<string, Value> {
  const lacks = (key: "address" | "website") =>
    given[key].trim() !== "" && (unit === null || isBlank(unit.values[key]));
  return {
    ...(lacks("address") && { address: typed(given.address) }),
    ...(lacks("website") && { website: typed(given.website) }),
  };
}

/** The person and the post, as one step; of who is there already, the post alone. `unit` is where the post is. */
export function storePerson(unit: RecordDto | null, given: NewPerson, own: Own): Promise<Applied> {
  const contact = given.known?.id ?? newId();
  const made = unit === null ? newId() : null;
  const at = unit?.id ?? made ?? "";
  const ref = (id: Id, label: string): Value => ({ t: "ref", v: { id, label } });
  const said = ofUnit(given, unit);
  const customer: RecordChange[] = made
    ? [
        {
          kind: "create",
          entity: "unit",
          id: made,
          values: { legal_name: typed(given.newUnit), kind: { t: "choice", v: "company" }, ...said },
        },
      ]
    : [];
  const more: RecordChange[] =
    unit && Object.keys(said).length > 0
      ? [{ kind: "update", entity: "unit", id: unit.id, rev: unit.rev, values: said }]
      : [];
  const person: RecordChange[] = given.known
    ? []
    : [
        {
          kind: "create",
          entity: "contact",
          id: contact,
          asked: true,
          values: {
            ...valuesOf(own.contact, given.own),
            full_name: typed(given.name),
            phones: typed(given.phone),
            emails: typed(given.emails),
            wechat: typed(given.wechat),
          },
        },
      ];
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
  return apply("op.create", [...customer, ...person, post, ...more]);
}
