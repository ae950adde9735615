/** One field of a record: its name, its value, and the value's editor in place once asked for. */
import { ArrowUpRight, Mail } from "lucide-react";
import { useRef } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Button } from "../../../components/button.tsx";
import { Chip } from "../../../components/chip.tsx";
import { Menu, MenuItem, MenuRule } from "../../../components/menu.tsx";
import type { Catalog, FieldInfo, RecordDto, Value } from "../../../ipc/bindings.ts";
import { entryText } from "../../../ipc/entry-text.ts";
import { unitOf } from "../../../ipc/near.ts";
import { picksOf, picksSeveral } from "../../../ipc/several.ts";
import { choicesOffered, fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { askMail } from "../../../lib/mail.ts";
import { openRecord } from "../../../lib/place.ts";
import type { Pick } from "../../../lib/several.ts";
import { isBlank, nothing, wordsOf } from "../words.ts";
import { FieldDoubts } from "./doubts.tsx";
import { FieldFormer, hasFormer } from "./former.tsx";
import { FieldInput } from "./input.tsx";
import style from "./line.module.css";
import { FieldMark, fieldKeys } from "./mark.tsx";
import { Reach } from "./reach.tsx";
import { FieldShared } from "./shared.tsx";
import { type Edit, useEdit } from "./use-edit.ts";
import { FieldWhy } from "./why.tsx";
import { FieldZone, zonedBeside } from "./zone.tsx";

export type FieldLineProps = { record: RecordDto; field: FieldInfo; catalog: Catalog };

/** Why a value was not taken, and the way on where somebody else changed the record. */
function Refused({ edit, field, catalog }: { edit: Edit; field: FieldInfo; catalog: Catalog }) {
  const { theirs, refused } = edit;
  if (!refused) return null;
  const now = theirs && (wordsOf(catalog, field, theirs.values[field.key]) || "—");
  return (
    <div className={style.refused} role="alert">
      <p>{now ? t("ui.record.conflict", { now }) : refused}</p>
      <div className={style.acts}>
        {theirs && (
          <Button kind="line" onPress={() => void edit.insist()}>
            {t("ui.record.keep_mine")}
          </Button>
        )}
        <Button kind="line" onPress={edit.drop}>
          {t(theirs ? "ui.record.keep_theirs" : "ui.record.drop_edit")}
        </Button>
      </div>
    </div>
  );
}

/** Choices and yes-or-no open a short list; one press chooses. */
function ChoiceValue({ field, catalog, edit, name, words }: ValueProps) {
  const options: { id: string; label: string; colour?: string | null; value: Value }[] =
    field.kind === "bool"
      ? [
          { id: "yes", label: t("ui.yes"), value: { t: "bool", v: true } },
          { id: "no", label: t("ui.no"), value: { t: "bool", v: false } },
        ]
      : choicesOffered(catalog.choices, field.choices).map((choice) => ({
          ...choice,
          value: { t: "choice", v: choice.id },
        }));
  return (
    <Menu label={name} placement="bottom start" trigger={<Shown name={name} words={words} field={field} />}>
      {options.map(({ id, label, colour, value }) => (
        <MenuItem key={id} colour={colour ?? null} onAction={() => void edit.commit(value)}>
          {label}
        </MenuItem>
      ))}
      {!field.required && words !== "" && (
        <>
          <MenuRule />
          <MenuItem onAction={() => void edit.commit(nothing)}>{t("ui.record.clear")}</MenuItem>
        </>
      )}
    </Menu>
  );
}

function Shown(props: {
  name: string;
  field: FieldInfo;
  words: string;
  picks?: readonly Pick[];
  onPress?: () => void;
  ref?: React.Ref<HTMLButtonElement>;
}) {
  const { name, words, field, picks = [], onPress, ref } = props;
  const blank = t(field.required ? "ui.record.missing" : "ui.record.blank");
  return (
    <AriaButton
      className={style.value ?? ""}
      aria-label={`${name} ${words || blank}`}
      data-blank={words === "" || undefined}
      data-missing={(words === "" && field.required) || undefined}
      {...(onPress && { onPress })}
      {...(ref && { ref })}
    >
      {picks.length === 0 ? (
        words || blank
      ) : (
        <span className={style.picks}>
          {picks.map(({ id, label, colour }) => (
            <Chip key={id} colour={colour ?? null}>
              {label}
            </Chip>
          ))}
        </span>
      )}
    </AriaButton>
  );
}

/** The records a field points at, each a way there. */
function Links({ field, value }: { field: FieldInfo; value: Value | undefined }) {
  const refs = value?.t === "ref" ? [value.v] : value?.t === "refs" ? value.v : [];
  const entity = field.target;
  if (!entity || refs.length === 0) return null;
  return (
    <span className={style.links}>
      {refs.map(({ id, label }) => (
        <AriaButton
          key={id}
          className={style.link ?? ""}
          aria-label={t("ui.record.open_ref", { name: label })}
          onPress={() => openRecord({ entity, id })}
        >
          {refs.length > 1 && label}
          <ArrowUpRight size={14} aria-hidden />
        </AriaButton>
      ))}
    </span>
  );
}

/** The way to write to an address: by its name, for the value's end is the mark's. */
function Write({ record }: { record: RecordDto }) {
  return (
    <AriaButton
      className={style.write ?? ""}
      aria-label={t("ui.mail.write")}
      onPress={() => askMail(record.entity, record.id)}
    >
      <Mail size={14} aria-hidden />
    </AriaButton>
  );
}

/** Where a rule of repetition begins: the day the record is due. */
function firstDay({ values }: RecordDto): string {
  const due = values.due;
  return due?.t === "wall" ? due.v.at.slice(0, 10) : "";
}

type ValueProps = FieldLineProps & { edit: Edit; name: string; words: string };

function EditableValue(props: ValueProps) {
  const { record, field, catalog, edit, name, words } = props;
  const back = useRef<HTMLButtonElement>(null);
  const value = record.values[field.key] ?? nothing;
  if (field.kind === "choice" || field.kind === "bool") return <ChoiceValue {...props} />;
  const opening = entryText(value);
  if (edit.text === null) {
    const picks = picksSeveral(field) ? picksOf(catalog.choices, field, value) : [];
    return (
      <Shown
        ref={back}
        name={name}
        field={field}
        words={words}
        picks={picks}
        onPress={() => edit.begin(opening)}
      />
    );
  }
  return (
    <FieldInput
      entity={record.entity}
      field={field}
      catalog={catalog}
      name={name}
      value={value}
      opening={opening}
      edit={edit}
      unit={unitOf(record)}
      start={firstDay(record)}
      onDone={() => requestAnimationFrame(() => back.current?.focus())}
    />
  );
}

export function FieldLine({ record, field, catalog }: FieldLineProps) {
  const edit = useEdit(record, field.key);
  const name = fieldLabel(record.entity, field.key);
  const value = record.values[field.key];
  const words = isBlank(value) ? "" : wordsOf(catalog, field, value);
  const zoned = zonedBeside(record, field);
  const cell = useRef<HTMLElement>(null);
  const focus = () => cell.current?.querySelector("button")?.focus();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a key of the value inside
    <div className={style.line} data-field={field.key} onKeyDown={fieldKeys(record, field)}>
      <dt className={style.name} title={field.help ?? undefined}>
        {name}
        {field.kind === "emails" && words !== "" && !record.deleted && <Write record={record} />}
        {words !== "" && (
          <Reach field={field} value={value} edit={record.deleted ? null : edit} name={name} />
        )}
      </dt>
      <dd ref={cell} className={style.cell}>
        {field.computed ? (
          <span className={style.fixed} data-selectable>
            {words || "—"}
          </span>
        ) : (
          <EditableValue
            record={record}
            field={field}
            catalog={catalog}
            edit={edit}
            name={name}
            words={words}
          />
        )}
        {edit.text === null && <Links field={field} value={value} />}
        <FieldDoubts
          key={edit.text === null ? "shown" : "typed"}
          record={record}
          field={field}
          words={words}
          edit={edit}
        />
        {edit.text === null && (
          <FieldShared record={record} field={field} stored={edit.stored} onApart={focus} />
        )}
        {edit.text === null && <FieldWhy record={record} field={field} edit={edit} onDone={focus} />}
        {edit.text === null && hasFormer(record, field) && (
          <FieldFormer record={record} field={field} catalog={catalog} />
        )}
        {edit.text === null && zoned && <FieldZone record={record} of={zoned} />}
        <Refused edit={edit} field={field} catalog={catalog} />
      </dd>
      {edit.text === null && (
        <dd>
          <FieldMark record={record} field={field} catalog={catalog} />
        </dd>
      )}
    </div>
  );
}
