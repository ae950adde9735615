/** What is done with files: each says what it did, with the way back where there is one. */
import { toast } from "../../../components/toast.tsx";
import { type Applied, commands, type RecordDto } from "../../../ipc/bindings.ts";
import { isKind, sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { deleteRecord, updateRecord } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { textOf } from "../words.ts";

/** Stopping is nothing to be told of: whoever stopped it knows. */
function told(error: unknown, refused: (why: string) => void): void {
  if (!isKind(error, "cancelled")) refused(sentence(error));
}

export function attaching(adding: Promise<Applied | null>, refused: (why: string) => void): void {
  adding.then(
    (done) => {
      if (!done) return;
      const [first] = done.records;
      const blanks = { count: done.records.length, name: first ? textOf(first, "name") : "" };
      toast(t("ui.files.added", blanks), { label: t("ui.undo"), run: undo });
    },
    (error: unknown) => told(error, refused),
  );
}

/** A picture comes to show a person. */
export function showing(done: Promise<Applied>, refused: (why: string) => void): void {
  done.then(
    () => toast(t("ui.files.photo_set"), { label: t("ui.undo"), run: undo }),
    (error: unknown) => told(error, refused),
  );
}

/** A picture shows whom it is on no more, and stays among their files. */
export function unshow(file: RecordDto, refused: (why: string) => void): void {
  updateRecord(file, { photo: { t: "bool", v: false } }).then(
    () => toast(t("ui.files.photo_unset"), { label: t("ui.undo"), run: undo }),
    (error: unknown) => told(error, refused),
  );
}

export function saveOut(file: RecordDto, refused: (why: string) => void): void {
  commands.attachmentSave(file.id).then(
    (path) => path && toast(t("ui.files.saved", { path })),
    (error: unknown) => told(error, refused),
  );
}

export function remove(file: RecordDto, refused: (why: string) => void): void {
  deleteRecord(file).then(
    () => toast(t("ui.files.removed", { name: textOf(file, "name") }), { label: t("ui.undo"), run: undo }),
    (error: unknown) => told(error, refused),
  );
}
