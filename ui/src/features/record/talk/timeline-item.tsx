/** One thing that happened, as a line or a short text. */
import {
  ArrowRightLeft,
  CalendarClock,
  CalendarDays,
  Check,
  Ellipsis,
  Lock,
  LockOpen,
  type LucideIcon,
  Mail,
  MapPin,
  MessageCircle,
  PanelRight,
  Pencil,
  Phone,
  StickyNote,
  Trash2,
  Users,
  Utensils,
} from "lucide-react";
import { IconButton } from "../../../components/button.tsx";
import { Menu, MenuItem } from "../../../components/menu.tsx";
import { toast } from "../../../components/toast.tsx";
import type { Catalog, FieldInfo, RecordDto, TimelineItem } from "../../../ipc/bindings.ts";
import { entryText } from "../../../ipc/entry-text.ts";
import { complain } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { unitOf } from "../../../ipc/near.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { deleteRecord, updateRecord } from "../../../ipc/write.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { askMail } from "../../../lib/mail.ts";
import { openRecord } from "../../../lib/place.ts";
import { FieldInput } from "../field/input.tsx";
import { type Edit, useEdit } from "../field/use-edit.ts";
import { choiceWord, fieldOf, textOf, wordsOf } from "../words.ts";
import style from "./timeline.module.css";

const icons: Record<string, LucideIcon> = {
  call: Phone,
  visit: MapPin,
  meeting: Users,
  wechat: MessageCircle,
  mail: Mail,
  meal: Utensils,
  event: CalendarDays,
  note: StickyNote,
};

const timeOf = (at: number) => instant(at).slice(11);

function remove(record: RecordDto): void {
  deleteRecord(record).then(
    () => toast(t("ui.record.activity_deleted"), { label: t("ui.undo"), run: undo }),
    complain,
  );
}

function keepSecret(record: RecordDto, secret: boolean): void {
  updateRecord(record, { label: { t: "choice", v: secret ? "confidential" : "open" } }).then(
    () => undefined,
    complain,
  );
}

/** How late it was written down, and how its words are found again. */
function Beneath({ record, catalog }: { record: RecordDto; catalog: Catalog }) {
  const { result, our_people: ours, tags, backdated } = record.values;
  const words = [
    wordsOf(catalog, fieldOf(catalog, "activity", "result"), result),
    wordsOf(catalog, undefined, ours),
    wordsOf(catalog, undefined, tags),
    backdated?.t === "number" && t("ui.record.later", { n: backdated.v }),
  ].filter(Boolean);
  return words.length > 0 && <p className={style.by}>{words.join(" · ")}</p>;
}

function Activity({ record, at, catalog }: { record: RecordDto; at: number; catalog: Catalog }) {
  const edit = useEdit(record, "content");
  const moved = useEdit(record, "at");
  const field = fieldOf(catalog, "activity", "content");
  const when = fieldOf(catalog, "activity", "at");
  const { contacts, duration_min: minutes } = record.values;
  const secret = textOf(record, "label") === "confidential";
  const kind = textOf(record, "kind");
  const Icon = icons[kind] ?? StickyNote;
  const head = [
    choiceWord(catalog, "activity_kind", kind),
    contacts?.t === "refs" && contacts.v.map(({ label }) => label).join(t("ui.list_comma")),
    minutes?.t === "number" && t("ui.record.minutes", { n: minutes.v }),
    secret && choiceWord(catalog, "label", "confidential"),
  ].filter(Boolean);
  return (
    <li className={style.item} data-kind={kind}>
      <span className={style.icon}>
        <Icon size={13} aria-hidden />
      </span>
      <div className={style.body}>
        <div className={style.head}>
          <h4>
            {secret && <Lock className={style.secret} size={12} aria-hidden />}
            {head.join(" · ")}
          </h4>
          <time className={style.time}>{timeOf(at)}</time>
          <span className={style.more}>
            <Menu
              label={t("ui.record.activity_more")}
              trigger={<IconButton label={t("ui.record.activity_more")} icon={Ellipsis} size={14} />}
            >
              <MenuItem icon={PanelRight} onAction={() => openRecord({ entity: "activity", id: record.id })}>
                {t("ui.record.activity_open")}
              </MenuItem>
              <MenuItem icon={Mail} onAction={() => askMail("activity", record.id)}>
                {t("ui.mail.write")}
              </MenuItem>
              <MenuItem icon={Pencil} onAction={() => edit.begin(entryText(record.values.content))}>
                {t("ui.record.edit")}
              </MenuItem>
              <MenuItem icon={CalendarClock} onAction={() => moved.begin(entryText(record.values.at))}>
                {t("ui.record.edit_at")}
              </MenuItem>
              <MenuItem icon={secret ? LockOpen : Lock} onAction={() => keepSecret(record, !secret)}>
                {t(secret ? "ui.record.confidential_unset" : "ui.record.confidential_set")}
              </MenuItem>
              <MenuItem icon={Trash2} danger onAction={() => remove(record)}>
                {t("ui.record.delete")}
              </MenuItem>
            </Menu>
          </span>
        </div>
        {moved.text !== null && when && <Typed record={record} field={when} catalog={catalog} edit={moved} />}
        {edit.text !== null && field ? (
          <Typed record={record} field={field} catalog={catalog} edit={edit} />
        ) : (
          <p className={style.text} data-selectable>
            {textOf(record, "content")}
          </p>
        )}
        {(edit.refused ?? moved.refused) && (
          <p className={style.refused} role="alert">
            {edit.refused ?? moved.refused}
          </p>
        )}
        <Beneath record={record} catalog={catalog} />
      </div>
    </li>
  );
}

type TypedProps = { record: RecordDto; field: FieldInfo; catalog: Catalog; edit: Edit };

function Typed({ record, field, catalog, edit }: TypedProps) {
  const value = record.values[field.key];
  return (
    <FieldInput
      entity="activity"
      catalog={catalog}
      field={field}
      name={fieldLabel("activity", field.key)}
      value={value ?? { t: "null" }}
      opening={entryText(value)}
      edit={edit}
      unit={unitOf(record)}
      onDone={() => undefined}
    />
  );
}

function Quiet({ icon: Icon, text, at }: { icon: LucideIcon; text: string; at: number }) {
  return (
    <li className={style.item} data-kind="quiet">
      <span className={style.icon}>
        <Icon size={13} aria-hidden />
      </span>
      <div className={style.body}>
        <div className={style.head}>
          <span className={style.quiet} data-selectable>
            {text}
          </span>
          <time className={style.time}>{timeOf(at)}</time>
        </div>
      </div>
    </li>
  );
}

export function Item({ item, catalog }: { item: TimelineItem; catalog: Catalog }) {
  if (item.kind === "activity") return <Activity record={item.record} at={item.at} catalog={catalog} />;
  if (item.kind === "task_done") {
    const title = textOf(item.record, "title");
    return <Quiet icon={Check} text={t("ui.record.tl_done", { title })} at={item.at} />;
  }
  const field = fieldOf(catalog, "unit", item.field);
  const words = (value: TimelineItem & { kind: "change" }, side: "from" | "to") =>
    wordsOf(catalog, field, value[side]) || t("ui.record.blank");
  const text = t("ui.record.tl_change", {
    field: fieldLabel("unit", item.field),
    from: words(item, "from"),
    to: words(item, "to"),
  });
  return <Quiet icon={ArrowRightLeft} text={text} at={item.at} />;
}
