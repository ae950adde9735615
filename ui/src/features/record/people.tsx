/** The people at a customer, each with the post held here. */
import { Trash2 } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { toast } from "../../components/toast.tsx";
import type { Applied, Catalog, Id, Person, RecordDto, Value } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { apply, deleteRecord } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { newId } from "../../lib/new-id.ts";
import { say } from "../../lib/status.ts";
import { AddForm } from "./add-form.tsx";
import style from "./card.module.css";
import { Card } from "./card.tsx";
import { FieldLine } from "./field-line.tsx";
import { fieldOf, isBlank, textOf, wordsOf } from "./words.ts";

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
  const name = textOf(contact, "full_name");
  const gone = contact.values.left?.t === "bool" && contact.values.left.v;
  const ended = post !== null && !isBlank(post.values.end);
  const place = post && [textOf(post, "title"), textOf(post, "department")].filter(Boolean).join(" · ");
  const phone = [contact.values.phones, post?.values.work_phone].find((value) => !isBlank(value));
  return (
    <Card
      title={name}
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

type NewPerson = { name: string; title: string; department: string; phone: string };
const blank: NewPerson = { name: "", title: "", department: "", phone: "" };

/** The person and the post, as one step. */
function store(unit: Id, label: string, given: NewPerson): Promise<Applied> {
  const contact = newId();
  const ref = (id: Id, name: string): Value => ({ t: "ref", v: { id, label: name } });
  return apply("op.create", [
    {
      kind: "create",
      entity: "contact",
      id: contact,
      values: { full_name: typed(given.name), phones: typed(given.phone) },
    },
    {
      kind: "create",
      entity: "post",
      id: null,
      values: {
        contact: ref(contact, given.name),
        unit: ref(unit, label),
        title: typed(given.title),
        department: typed(given.department),
      },
    },
  ]);
}

const ASKED = ["full_name", "title", "department", "phones"];

export function People(props: { unit: RecordDto; people: readonly Person[]; catalog: Catalog }) {
  const { unit, people, catalog } = props;
  return (
    <div data-testid="people">
      <ul className={style.list}>
        {people.map((person) => (
          <PersonCard key={(person.post ?? person.contact).id} person={person} catalog={catalog} />
        ))}
      </ul>
      <AddForm
        asks={ASKED}
        label={t("ui.record.add_person")}
        blank={blank}
        store={(given) => store(unit.id, textOf(unit, "legal_name"), given)}
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
          </>
        )}
      </AddForm>
    </div>
  );
}
