/** A record as it stood at an instant: what every field held, what of it is otherwise now, and nothing to edit. */
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Notice } from "../../../components/notice.tsx";
import type { Catalog, FieldInfo, RecordDto } from "../../../ipc/bindings.ts";
import { catalog as catalogQuery } from "../../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../../ipc/words.ts";
import { instant } from "../../../lib/format.ts";
import { message, t } from "../../../lib/i18n.ts";
import { type RecordRef, replacePlace, showAsOf, usePlace } from "../../../lib/place.ts";
import { Body } from "../frame/body.tsx";
import record from "../frame/record.module.css";
import { TopBar } from "../frame/top-bar.tsx";
import { useTakeFocus } from "../frame/use-take-focus.ts";
import { recordOf } from "../reads.ts";
import { DecisionChain, isDeal } from "../related/decisions.tsx";
import { bySection, fieldsOf, isBlank, nameOf, wordsOf } from "../words.ts";
import style from "./past.module.css";
import { figuresThen, recordThen } from "./reads.ts";
import { RelatedThen } from "./related.tsx";
import { Years } from "./years.tsx";

/** What says when a record was made or changed is no figure of then. */
const clockwork: readonly string[] = ["created_at", "updated_at"];

type FieldsProps = { then: RecordDto; now: RecordDto | undefined; catalog: Catalog };

function Fields({ then, now, catalog }: FieldsProps) {
  const words = (of: RecordDto | undefined, field: FieldInfo) =>
    of ? wordsOf(catalog, field, of.values[field.key]) : "";
  const told = fieldsOf(catalog, then.entity).filter(
    ({ key }) => !clockwork.includes(key) && !(isBlank(then.values[key]) && isBlank(now?.values[key])),
  );
  return (
    <div className={record.sections}>
      {bySection(told).map(([section, fields]) => (
        <section key={section}>
          <h3 className={record.sectionName}>{message(`section.${section}`) ?? section}</h3>
          <dl>
            {fields.map((field) => {
              const was = words(then, field);
              const is = words(now, field);
              // A figure that was not worked out for that instant is no difference.
              const known = !field.computed || field.key in then.values;
              if (!known) return null;
              return (
                <div key={field.key} className={style.line} data-field={field.key}>
                  <dt>{fieldLabel(then.entity, field.key)}</dt>
                  <dd data-selectable>
                    {was || "—"}
                    {now && was !== is && (
                      <span className={style.now}>
                        {t("ui.as_of.now", { now: is || t("ui.record.blank") })}
                      </span>
                    )}
                  </dd>
                </div>
              );
            })}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** Whether others reported to it then. */
const hasBelow = ({ values }: RecordDto): boolean => values.children?.t === "number" && values.children.v > 0;

export function PastDrawer({ record: ref, full }: { record: RecordRef; full: boolean }) {
  const { entity, id, asOf = 0 } = ref;
  const { asOf: listed } = usePlace();
  // The whole vault of that instant is at hand only where its lists are shown.
  const whole = listed === asOf;
  const { data: catalog } = useQuery(catalogQuery);
  const { data: then, error } = useQuery(recordThen(entity, id, asOf));
  const { data: now } = useQuery(recordOf(entity, id));
  const { data: figures } = useQuery({
    ...figuresThen(catalog, entity, id, asOf),
    enabled: whole && Boolean(catalog && then),
  });
  const body = useRef<HTMLElement>(null);
  useTakeFocus(body, full);
  const told = then && { ...then, values: { ...then.values, ...figures } };
  const name = told && catalog ? nameOf(catalog, told) : "";
  const when = whole ? instant(asOf).slice(0, 10) : instant(asOf);
  const back = () => {
    if (listed === undefined) replacePlace({ record: { entity, id } });
    else showAsOf(null);
  };
  return (
    <div className={record.drawer} data-full={full || undefined} data-testid="drawer">
      <TopBar record={ref} full={full} path={[]} name={name} note={entityLabel(entity)} />
      <div className={style.banner}>
        <History size={16} aria-hidden />
        <p role="status">{t("ui.as_of.record", { when })}</p>
        <Button kind="line" onPress={back}>
          {t("ui.as_of.back")}
        </Button>
      </div>
      <Body at={body} name={name} error={error}>
        {then === null && <Empty title={t("ui.as_of.not_there")}>{t("ui.as_of.not_there_hint")}</Empty>}
        {told && catalog && (
          <>
            <h2 className={record.title} data-selectable data-testid="record-title">
              {name}
            </h2>
            {told.deleted && <Notice tone="warn">{t("ui.as_of.binned")}</Notice>}
            <Fields then={told} now={now} catalog={catalog} />
            {whole ? (
              <>
                {entity === "unit" && <Years unit={id} at={asOf} below catalog={catalog} />}
                {(entity === "unit" || isDeal(entity)) && (
                  <DecisionChain
                    key={`${id} ${asOf}`}
                    entity={entity}
                    id={id}
                    parent={entity === "unit" && hasBelow(told)}
                    catalog={catalog}
                    at={asOf}
                  />
                )}
                <RelatedThen entity={entity} id={id} at={asOf} catalog={catalog} />
              </>
            ) : (
              <div>
                <Button kind="line" icon={History} onPress={() => showAsOf(asOf)}>
                  {t("ui.as_of.all")}
                </Button>
              </div>
            )}
          </>
        )}
      </Body>
    </div>
  );
}
