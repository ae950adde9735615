/** A record of any kind: what it is called, whose it is, every field in place, and its way into the bin. */
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../../components/button.tsx";
import { isWork } from "../../../ipc/lessons.ts";
import { hides } from "../../../ipc/modules.ts";
import { catalog as catalogQuery } from "../../../ipc/query.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { closeRecord, type RecordRef } from "../../../lib/place.ts";
import { FileDrop } from "../files/drop.tsx";
import { FilesPart } from "../files/files.tsx";
import { FilePreview } from "../files/preview.tsx";
import { Body } from "../frame/body.tsx";
import { Fold } from "../frame/fold.tsx";
import style from "../frame/record.module.css";
import { TopBar } from "../frame/top-bar.tsx";
import { useTakeFocus } from "../frame/use-take-focus.ts";
import { Amend } from "../money/amend.tsx";
import { Difference } from "../money/difference.tsx";
import { Story } from "../past/story.tsx";
import { recordOf } from "../reads.ts";
import { DecisionChain, isDeal } from "../related/decisions.tsx";
import { Lessons } from "../related/lessons.tsx";
import { remove } from "../related/line.tsx";
import { Related } from "../related/related.tsx";
import { SimilarWork } from "../related/similar.tsx";
import { nameOf } from "../words.ts";
import { Overview } from "./overview.tsx";

/** Fields that are told above the others, in words. */
const told = ["difference"];
/** The files are in sight already. */
const stay = () => undefined;

export function RecordDrawer({ record: ref, full }: { record: RecordRef; full: boolean }) {
  const { data: record, error } = useQuery(recordOf(ref.entity, ref.id));
  const { data: catalog } = useQuery(catalogQuery);
  const body = useRef<HTMLElement>(null);
  useTakeFocus(body, full);
  const name = record && catalog ? nameOf(catalog, record) : "";
  const unit = record?.values.unit;
  // A file has no files of its own; it is shown itself.
  const isFile = ref.entity === "attachment";
  const files = !isFile && !hides(catalog, "attachment");
  return (
    <div className={style.drawer} data-full={full || undefined} data-testid="drawer">
      <TopBar record={ref} full={full} path={unit?.t === "ref" ? [unit.v] : []} name={name} />
      {files && <FileDrop entity={ref.entity} of={ref.id} name={name} onDropped={stay} />}
      <Body at={body} name={name} error={error}>
        {record && catalog && (
          <>
            <header className={style.head}>
              <div className={style.who}>
                <h2 className={style.title} data-selectable data-testid="record-title">
                  {name}
                </h2>
                <div className={style.meta}>
                  <span>{entityLabel(record.entity)}</span>
                </div>
              </div>
            </header>
            {isFile && !record.deleted && <FilePreview key={record.id} file={record} />}
            <Difference contract={record} />
            <Amend key={`${record.id} amend`} contract={record} />
            <Overview record={record} catalog={catalog} without={told} />
            {isWork(record.entity) && !record.deleted && !hides(catalog, "lesson") && (
              <>
                <Lessons key={record.id} of={record} catalog={catalog} />
                <SimilarWork of={record} catalog={catalog} />
              </>
            )}
            {isDeal(record.entity) && !record.deleted && (
              <DecisionChain
                key={`${record.id} who`}
                entity={record.entity}
                id={record.id}
                catalog={catalog}
              />
            )}
            <Related record={record} catalog={catalog} />
            {files && <FilesPart entity={record.entity} of={record.id} />}
            <Fold title={t("ui.record.history")}>
              <Story record={record} />
            </Fold>
            {!record.deleted && (
              <div className={style.quietAct}>
                <Button icon={Trash2} onPress={() => remove(record, name, closeRecord)}>
                  {t("ui.record.delete")}
                </Button>
              </div>
            )}
          </>
        )}
      </Body>
    </div>
  );
}
