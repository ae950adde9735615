/** One file of a record: looked at by its name, called otherwise in place, saved out, removed. */
import { Download, Pencil, Trash2, UserRound, UserX } from "lucide-react";
import { useRef } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { IconButton } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { commands, type RecordDto } from "../../../ipc/bindings.ts";
import { typed } from "../../../ipc/entry-text.ts";
import { shownAs } from "../../../ipc/files.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { isComposing } from "../../../lib/keys.ts";
import { type Edit, useEdit } from "../field/use-edit.ts";
import { textOf } from "../words.ts";
import style from "./files.module.css";
import { detailOf, iconOf } from "./words.ts";
import { remove, saveOut, showing, unshow } from "./writes.ts";

function Rename({ edit, was, onDone }: { edit: Edit; was: string; onDone: () => void }) {
  const store = () => {
    if (edit.text === null || edit.refused) return;
    if (edit.text.trim() === was || edit.text.trim() === "") edit.drop();
    else void edit.commit(typed(edit.text)).then((kept) => kept && onDone());
  };
  return (
    <Field
      aria-label={fieldLabel("attachment", "name")}
      value={edit.text ?? ""}
      onChange={edit.type}
      error={edit.refused}
      autoFocus
      autoComplete="off"
      spellCheck="false"
      onBlur={store}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Enter") store();
        else {
          edit.drop();
          onDone();
        }
      }}
    />
  );
}

/** A picture on a person may be the one that shows them. */
function AsPhoto({ file, onRefused }: { file: RecordDto; onRefused: (why: string) => void }) {
  const { photo } = file.values;
  return photo?.t === "bool" && photo.v ? (
    <IconButton label={t("ui.files.not_photo")} icon={UserX} onPress={() => unshow(file, onRefused)} />
  ) : (
    <IconButton
      label={t("ui.files.as_photo")}
      icon={UserRound}
      onPress={() => showing(commands.attachmentAsPhoto(file.id), onRefused)}
    />
  );
}

export function FileRow(props: {
  file: RecordDto;
  /** the kind of record it is listed at */ entity: string;
  busy: boolean;
  onShow: () => void;
  onRefused: (why: string) => void;
}) {
  const { file, entity, busy, onShow, onRefused } = props;
  const edit = useEdit(file, "name");
  const back = useRef<HTMLButtonElement>(null);
  const name = textOf(file, "name");
  const Icon = iconOf(file);
  return (
    <li className={style.row} data-file={file.id}>
      {edit.text === null ? (
        <AriaButton ref={back} className={style.open ?? ""} onPress={onShow}>
          <Icon size={18} aria-hidden />
          <span className={style.words}>
            <span className={style.name}>{name}</span>
            <span className={style.detail}>{detailOf(file)}</span>
          </span>
        </AriaButton>
      ) : (
        <div className={style.renaming}>
          <Rename edit={edit} was={name} onDone={() => requestAnimationFrame(() => back.current?.focus())} />
        </div>
      )}
      <span className={style.acts}>
        {entity === "contact" && shownAs(file) === "image" && <AsPhoto file={file} onRefused={onRefused} />}
        <IconButton label={t("ui.files.rename")} icon={Pencil} onPress={() => edit.begin(name)} />
        <IconButton
          label={t("ui.files.save_out")}
          icon={Download}
          isDisabled={busy}
          onPress={() => saveOut(file, onRefused)}
        />
        <IconButton label={t("ui.files.remove")} icon={Trash2} onPress={() => remove(file, onRefused)} />
      </span>
    </li>
  );
}
