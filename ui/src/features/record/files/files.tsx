/** The files of a record: what there is, what to add, and one of them looked at. */
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Progress } from "../../../components/progress.tsx";
import type { TabInfo } from "../../../components/tabs.tsx";
import { commands, type Id } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { filesOf } from "../../../ipc/files.ts";
import { useJob, useJobRuns } from "../../../ipc/job.ts";
import { bytes } from "../../../lib/format.ts";
import { message, t } from "../../../lib/i18n.ts";
import record from "../frame/record.module.css";
import style from "./files.module.css";
import { FilePreview } from "./preview.tsx";
import { FileRow } from "./row.tsx";
import { attaching } from "./writes.ts";

function Underway() {
  const job = useJob("attach");
  if (!job) return null;
  const { phase, done, total } = job.progress ?? { phase: "progress.attach", done: 0, total: null };
  return (
    <div className={style.underway}>
      <Progress
        label={message(phase) ?? t("ui.files.working")}
        detail={total ? `${bytes(done)} / ${bytes(total)}` : ""}
        done={done}
        total={total}
      />
      <Button kind="line" onPress={() => void commands.jobCancel("attach").catch(() => undefined)}>
        {t("ui.stop")}
      </Button>
    </div>
  );
}

type FilesProps = {
  entity: string;
  of: Id;
  /** among other parts, where little room is spent on what is not there */ among?: boolean;
};

export function Files({ entity, of, among = false }: FilesProps) {
  const { data: files, error } = useQuery(filesOf(of));
  const busy = useJobRuns("attach");
  const [shown, setShown] = useState<Id | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const file = files?.find(({ id }) => id === shown);
  if (file) return <FilePreview key={file.id} file={file} onBack={() => setShown(null)} />;
  const add = () => {
    setRefused(null);
    attaching(commands.attachPick(entity, of), setRefused);
  };
  const button = (
    <Button kind="line" icon={Plus} busy={busy} onPress={add}>
      {t("ui.files.add")}
    </Button>
  );
  return (
    <section className={style.files} aria-label={t("ui.files.title")} data-testid="files">
      <Underway />
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
      {refused && <Notice tone="bad">{refused}</Notice>}
      {files && files.length > 0 && (
        <ul className={style.list}>
          {files.map((one) => (
            <FileRow
              key={one.id}
              file={one}
              entity={entity}
              busy={busy}
              onShow={() => setShown(one.id)}
              onRefused={setRefused}
            />
          ))}
        </ul>
      )}
      {files && (among || files.length > 0) && (
        <div className={style.add}>
          {button}
          <span className={style.hint}>{t("ui.files.drop_here")}</span>
        </div>
      )}
      {files?.length === 0 && !among && (
        <Empty title={t("ui.files.none")} actions={button}>
          {t("ui.files.drop_here")}
        </Empty>
      )}
    </section>
  );
}

/** The files under a heading of their own, where a record has no tabs. */
export function FilesPart({ entity, of }: { entity: string; of: Id }) {
  return (
    <div>
      <h3 className={record.sectionName}>{t("ui.files.title")}</h3>
      <Files key={of} entity={entity} of={of} among />
    </div>
  );
}

/** The files as one of the parts of a record. */
export function useFilesTab(entity: string, of: Id): TabInfo<"files"> {
  const { data } = useQuery(filesOf(of));
  return {
    id: "files",
    label: t("ui.files.title"),
    ...(data && { count: data.length }),
    panel: <Files key={of} entity={entity} of={of} />,
  };
}
