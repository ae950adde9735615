/** A person: every field in place, and the way to the customer they are with. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Notice } from "../../../components/notice.tsx";
import type { RecordDto } from "../../../ipc/bindings.ts";
import { hides } from "../../../ipc/modules.ts";
import { catalog as catalogQuery } from "../../../ipc/query.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import type { RecordRef } from "../../../lib/place.ts";
import { FileDrop } from "../files/drop.tsx";
import { FilesPart } from "../files/files.tsx";
import { Body } from "../frame/body.tsx";
import { Face, photoIn } from "../frame/face.tsx";
import { Fold } from "../frame/fold.tsx";
import style from "../frame/record.module.css";
import { TopBar } from "../frame/top-bar.tsx";
import { useTakeFocus } from "../frame/use-take-focus.ts";
import { Story } from "../past/story.tsx";
import { recordOf } from "../reads.ts";
import { Coming } from "../related/coming.tsx";
import { Related } from "../related/related.tsx";
import { textOf } from "../words.ts";
import { More } from "./more.tsx";
import { Overview } from "./overview.tsx";

/** What one adds to a person; of other kinds that point at people only what there is stands here. */
const ofPeople = [
  "post",
  "stance",
  "influence",
  "preference",
  "promise",
  "satisfaction",
  "need",
  "task",
  "rhythm",
];
/** The files are in sight already. */
const stay = () => undefined;

/** Why somebody is to be left alone today, and up to which day; what is over says nothing. */
function avoidOf(record: RecordDto, today: string): { why: string; until: string } | null {
  const why = textOf(record, "do_not_contact");
  const last = record.values.do_not_contact_until;
  const until = last?.t === "date" ? last.v : "";
  return (until ? today <= until : why) ? { why, until } : null;
}

export function ContactDrawer({ record: ref, full }: { record: RecordRef; full: boolean }) {
  const { data: record, error } = useQuery(recordOf(ref.entity, ref.id));
  const { data: catalog } = useQuery(catalogQuery);
  const body = useRef<HTMLElement>(null);
  const face = useRef<HTMLSpanElement>(null);
  useTakeFocus(body, full);
  const name = record ? textOf(record, "full_name") : "";
  const today = instant(useNow()).slice(0, 10);
  const avoid = record && avoidOf(record, today);
  const unit = record?.values.unit;
  const files = !hides(catalog, "attachment");
  return (
    <div className={style.drawer} data-full={full || undefined} data-testid="drawer">
      {files && <FileDrop entity="contact" of={ref.id} name={name} onDropped={stay} face={face} />}
      <TopBar
        record={ref}
        full={full}
        path={unit?.t === "ref" ? [unit.v] : []}
        name={name}
        more={record && <More record={record} name={name} />}
      />
      <Body at={body} name={name} error={error}>
        {record && (
          <header className={style.head}>
            <span ref={face} className={style.face}>
              <Face name={name} seed={record.id} photo={photoIn(catalog, record.values.photo)} size="large" />
            </span>
            <div className={style.who}>
              <h2 className={style.title} data-selectable data-testid="record-title">
                {name}
              </h2>
              <div className={style.meta}>
                <span>{textOf(record, "title")}</span>
              </div>
            </div>
          </header>
        )}
        {avoid && (
          <Notice
            tone="warn"
            title={
              avoid.until
                ? t("ui.record.avoid_until", { day: avoid.until })
                : fieldLabel("contact", "do_not_contact")
            }
          >
            {avoid.why}
          </Notice>
        )}
        {unit?.t === "ref" && <Coming unit={unit.v.id} contact={ref.id} today={today} />}
        {record && catalog && (
          <>
            <Overview record={record} catalog={catalog} />
            <Related record={record} catalog={catalog} only={ofPeople} others />
            {files && <FilesPart entity="contact" of={record.id} />}
            <Fold title={t("ui.record.history")}>
              <Story record={record} />
            </Fold>
          </>
        )}
      </Body>
    </div>
  );
}
