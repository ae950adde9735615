/** The people at a customer, each with the post held here. */
import { Trash2 } from "lucide-react";
import { MoreFields } from "../../../components/ask-fields.tsx";
import { Button } from "../../../components/button.tsx";
import { Chip } from "../../../components/chip.tsx";
import { Field } from "../../../components/field.tsx";
import { LikelyList } from "../../../components/likely.tsx";
import { toast } from "../../../components/toast.tsx";
import { type Answers, type Asked, ownAsked, valuesOf } from "../../../ipc/asked.ts";
import type {
  Applied,
  Catalog,
  Id,
  Person,
  RecordChange,
  RecordDto,
  Ref,
  Value,
} from "../../../ipc/bindings.ts";
import { typed } from "../../../ipc/entry-text.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { useLikely } from "../../../ipc/likely.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { apply, deleteRecord } from "../../../ipc/write.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { newId } from "../../../lib/new-id.ts";
import { useNow } from "../../../lib/now.ts";
import { openRecord } from "../../../lib/place.ts";
import { say } from "../../../lib/status.ts";
import { FieldLine } from "../field/line.tsx";
import style from "../frame/card.module.css";
import { Card } from "../frame/card.tsx";
import { Face, photoIn } from "../frame/face.tsx";
import { fieldOf, isBlank, textOf, wordsOf } from "../words.ts";
import { AddForm } from "./add-form.tsx";

const first = ["full_name"];
const ofPost = ["title", "department", "is_primary", "work_phone", "start", "end"];
const ofContact = [
  "form_of_address",
  "phones",
  "emails",
  "wechat",
  "birthday",
  "gender",
  "preferences",
  "note",
  "left",
];

function remove(record: RecordDto, said: string): void {
  deleteRecord(record).then(
    () => toast(said, { label: t("ui.undo"), run: undo }),
    (error: unknown) => say({ text: sentence(error) }),
  );
}

function Fields({ record, keys, catalog }: { record: RecordDto; keys: readonly string[]; catalog: Catalog }) {
  return keys.map((key) => {
    const field = fieldOf(catalog, record.entity, key);
    return field && <FieldLine key={`${record.id}${key}`} record={record} field={field} catalog={catalog} />;
  });
}

function PersonCard({ person, catalog }: { person: Person; catalog: Catalog }) {
  const { contact, post } = person;
  const today = instant(useNow()).slice(0, 10);
  const name = textOf(contact, "full_name");
  const gone = contact.values.left?.t === "bool" && contact.values.left.v;
  const end = post?.values.end;
  // On the last day of a post they are still there.
  const ended = end?.t === "date" && end.v < today;
  const place = post && [textOf(post, "title"), textOf(post, "department")].filter(Boolean).join(" · ");
  const phone = [contact.values.phones, post?.values.work_phone].find((value) => !isBlank(value));
  return (
    <Card
      title={name}
      face={<Face name={name} seed={contact.id} photo={photoIn(catalog, contact.values.photo)} />}
      quiet={gone || ended}
      detail={[place, (gone || ended) && t("ui.record.left")].filter(Boolean).join(" · ")}
      aside={phone && <span data-selectable>{wordsOf(catalog, undefined, phone)}</span>}
    >
      <dl>
        <Fields record={contact} keys={first} catalog={catalog} />
        {post && <Fields record={post} keys={ofPost} catalog={catalog} />}
        <Fields record={contact} keys={ofContact} catalog={catalog} />
      </dl>
      {post && (
        <div className={style.bodyActs}>
          <Button icon={Trash2} onPress={() => remove(post, t("ui.record.post_deleted", { name }))}>
            {t("ui.record.delete_post")}
          </Button>
        </div>
      )}
    </Card>
  );
}

type NewPerson = {
  name: string;
  title: string;
  department: string;
  phone: string;
  /** who is there already and gets the post */ known: Ref | null;
  own: Answers;
  ownOfPost: Answers;
};
const blank: NewPerson = {
  name: "",
  title: "",
  department: "",
  phone: "",
  known: null,
  own: {},
  ownOfPost: {},
};
type Own = { readonly contact: readonly Asked[]; readonly post: readonly Asked[] };

/** The person and the post, as one step; of who is there already, the post alone. */
function store(unit: Ref, given: NewPerson, own: Own): Promise<Applied> {
  const contact = given.known?.id ?? newId();
  const ref = (id: Id, name: string): Value => ({ t: "ref", v: { id, label: name } });
  const person: RecordChange = {
    kind: "create",
    entity: "contact",
    id: contact,
    asked: true,
    values: { ...valuesOf(own.contact, given.own), full_name: typed(given.name), phones: typed(given.phone) },
  };
  return apply("op.create", [
    ...(given.known ? [] : [person]),
    {
      kind: "create",
      entity: "post",
      id: null,
      asked: true,
      values: {
        ...valuesOf(own.post, given.ownOfPost),
        contact: ref(contact, given.name),
        unit: { t: "ref", v: unit },
        title: typed(given.title),
        department: typed(given.department),
      },
    },
  ]);
}

const ASKED = ["full_name", "title", "department", "phones"];

type KnownProps = { unit: Id; given: NewPerson; change: (part: Partial<NewPerson>) => void };

/** Who may be meant is there already: the post goes to them once they are picked. */
function Known({ unit, given, change }: KnownProps) {
  const found = useLikely("contact", {
    full_name: given.name,
    phones: given.phone,
    ...(given.name.trim() !== "" && { unit: { t: "ref", v: { id: unit, label: "" } } satisfies Value }),
  });
  if (given.known) {
    return (
      <p>
        {t("ui.likely.used")} <Chip onRemove={() => change({ known: null })}>{given.known.label}</Chip>
      </p>
    );
  }
  return (
    <LikelyList
      found={found}
      onOpen={(id) => openRecord({ entity: "contact", id })}
      onUse={({ id, label }) => change({ known: { id, label }, name: label })}
    />
  );
}

export function People(props: { unit: RecordDto; people: readonly Person[]; catalog: Catalog }) {
  const { unit, people, catalog } = props;
  const own = { contact: ownAsked(catalog, "contact"), post: ownAsked(catalog, "post") };
  const of = { id: unit.id, label: textOf(unit, "legal_name") };
  return (
    <div data-testid="people">
      <ul className={style.list}>
        {people.map((person) => (
          <PersonCard key={(person.post ?? person.contact).id} person={person} catalog={catalog} />
        ))}
      </ul>
      <AddForm
        asks={[...ASKED, ...[...own.contact, ...own.post].map(({ key }) => key)]}
        label={t("ui.record.add_person")}
        place={`contact@${unit.id}`}
        blank={blank}
        store={(given) => store(of, given, own)}
      >
        {(given, change, refused) => (
          <>
            <Field
              label={fieldLabel("contact", "full_name")}
              value={given.name}
              onChange={(name) => change({ name })}
              error={refused("full_name")}
              autoFocus
              isRequired
              autoComplete="off"
            />
            <div className={style.pair}>
              <Field
                label={fieldLabel("post", "title")}
                value={given.title}
                onChange={(title) => change({ title })}
                error={refused("title")}
                autoComplete="off"
              />
              <Field
                label={fieldLabel("post", "department")}
                value={given.department}
                onChange={(department) => change({ department })}
                error={refused("department")}
                autoComplete="off"
              />
            </div>
            <Field
              label={fieldLabel("contact", "phones")}
              value={given.phone}
              onChange={(phone) => change({ phone })}
              error={refused("phones")}
              autoComplete="off"
            />
            {!given.known && (
              <MoreFields
                asked={own.contact}
                answers={given.own}
                refused={refused}
                onChange={(own) => change({ own })}
              />
            )}
            <MoreFields
              asked={own.post}
              answers={given.ownOfPost}
              refused={refused}
              onChange={(ownOfPost) => change({ ownOfPost })}
            />
            <Known unit={unit.id} given={given} change={change} />
          </>
        )}
      </AddForm>
    </div>
  );
}
