/** The people at a customer, each with the post held here. */
import { Trash2 } from "lucide-react";
import { Button } from "../../../components/button.tsx";
import { toast } from "../../../components/toast.tsx";
import type { Catalog, Person, RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { deleteRecord } from "../../../ipc/write.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import { say } from "../../../lib/status.ts";
import { FieldLine } from "../field/line.tsx";
import style from "../frame/card.module.css";
import { Card } from "../frame/card.tsx";
import { Face, photoIn } from "../frame/face.tsx";
import { fieldOf, isBlank, textOf, wordsOf } from "../words.ts";
import { AddForm } from "./add-form.tsx";
import { blank, ownOf, storePerson } from "./new-person.ts";
import { ASKED, PersonFields } from "./person-fields.tsx";
import said from "./signature.module.css";
import { FromSignature } from "./signature.tsx";

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

export function People(props: { unit: RecordDto; people: readonly Person[]; catalog: Catalog }) {
  const { unit, people, catalog } = props;
  const own = ownOf(catalog);
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
        store={(given) => storePerson(unit, given, own)}
      >
        {(given, change, refused) => (
          <FromSignature given={given} change={change}>
            <PersonFields given={given} change={change} refused={refused} own={own} unit={unit} />
            {given.called !== "" && given.meant?.id !== unit.id && (
              <p className={said.unread}>{t("ui.signature.elsewhere", { name: given.called })}</p>
            )}
          </FromSignature>
        )}
      </AddForm>
    </div>
  );
}
