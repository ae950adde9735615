/** What is asked of a new person: the same at a customer and from anywhere, with the words of a signature below what was read from it. */
import { useQuery } from "@tanstack/react-query";
import { MoreFields } from "../../../components/ask-fields.tsx";
import { Chip } from "../../../components/chip.tsx";
import { Field } from "../../../components/field.tsx";
import { LikelyList } from "../../../components/likely.tsx";
import type { RecordDto, Value } from "../../../ipc/bindings.ts";
import { useLikely } from "../../../ipc/likely.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import style from "../frame/card.module.css";
import { recordOf } from "../reads.ts";
import { isBlank, textOf } from "../words.ts";
import { type Line, type NewPerson, type Own, saysOf, unitHas } from "./new-person.ts";
import said from "./signature.module.css";

export type PersonProps = {
  readonly given: NewPerson;
  readonly change: (part: Partial<NewPerson>) => void;
  readonly refused: (field: string) => string | null;
  readonly own: Own;
  /** where the post is, once that is known */ readonly unit: RecordDto | null;
  /** what is asked before has the focus */ readonly follows?: boolean;
};

/** Who may be meant is there already: the post goes to them once they are picked. */
function Known({ unit, given, change }: Pick<PersonProps, "unit" | "given" | "change">) {
  const found = useLikely("contact", {
    full_name: given.name,
    phones: given.phone,
    ...(given.emails && { emails: given.emails }),
    ...(unit &&
      given.name.trim() !== "" && { unit: { t: "ref", v: { id: unit.id, label: "" } } satisfies Value }),
  });
  if (given.known) {
    return (
      <div>
        {t("ui.likely.used")} <Chip onRemove={() => change({ known: null })}>{given.known.label}</Chip>
        <p className={said.unread}>{t("ui.signature.adds")}</p>
      </div>
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

/** What the signature says otherwise than what stands: said, for it is left out. */
function Stays({ field, now, words }: { field: string; now: string; words: string }) {
  return <p className={said.unread}>{t("ui.signature.stays", { field, now, words })}</p>;
}

export function PersonFields({ given, change, refused, own, unit, follows = false }: PersonProps) {
  const { data: known } = useQuery({
    ...recordOf("contact", given.known?.id ?? ""),
    enabled: given.known !== null,
  });
  const line = (key: Line, entity: string, field: string, label = fieldLabel(entity, field)) => {
    const words = given.words[saysOf[key]];
    const other = words === undefined && given[key] !== "" ? given.said[key] : undefined;
    return (
      <Field
        key={key}
        name={field}
        label={label}
        value={given[key]}
        onChange={(text) => change({ [key]: text })}
        error={refused(field)}
        hint={
          (words && given[key] !== "" && t("ui.signature.from", { words })) ||
          (other !== undefined &&
            other !== given[key] &&
            t("ui.signature.stays", { field: label, now: given[key], words: other }))
        }
        autoFocus={key === "name" && !follows}
        isRequired={key === "name"}
        autoComplete="off"
      />
    );
  };
  /** Asked only of who brings it along. */
  const brought = (key: Line) => given[key] !== "" || given.words[saysOf[key]] !== undefined;
  /** Where somebody or something is there already, only what it lacks. */
  const lacked = (
    of: RecordDto | null,
    entity: string,
    key: "wechat" | "address" | "website",
    label: string,
  ) => {
    if (!brought(key)) return null;
    if (of === null || isBlank(of.values[key])) return line(key, entity, key, label);
    const now = textOf(of, key);
    return now !== given[key] && <Stays key={key} field={label} now={now} words={given[key]} />;
  };
  const ofUnit = (key: "address" | "website", label: string) => {
    if (unitHas(own, unit, key)) return lacked(unit, "unit", key, label);
    if (given[key] === "") return null;
    return (
      <p className={said.unread} key={key}>
        {t("ui.signature.no_field", { field: label, words: given[key] })}
      </p>
    );
  };
  const person = given.known ? (known ?? null) : null;
  return (
    <>
      {line("name", "contact", "full_name")}
      <div className={style.pair}>
        {line("title", "post", "title")}
        {line("department", "post", "department")}
      </div>
      {line("phone", "contact", "phones")}
      {brought("workPhone") && line("workPhone", "post", "work_phone")}
      {brought("emails") && line("emails", "contact", "emails")}
      {lacked(person, "contact", "wechat", fieldLabel("contact", "wechat"))}
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
      {ofUnit("address", t("ui.signature.address"))}
      {ofUnit("website", t("ui.signature.website"))}
      <Known unit={unit} given={given} change={change} />
    </>
  );
}

/** What a refusal of this form can be about. */
export const ASKED = [
  "full_name",
  "title",
  "department",
  "phones",
  "work_phone",
  "emails",
  "wechat",
  "address",
  "website",
];
