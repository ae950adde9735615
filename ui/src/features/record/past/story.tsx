/** A record's whole story: what was merged into it, each step that touched it, and the ways back. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Notice } from "../../../components/notice.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Became, type Chapter, commands, type RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { stepName, undo } from "../../../ipc/history.ts";
import { read } from "../../../ipc/query.ts";
import { useValueText } from "../../../ipc/use-value-text.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { begin, currentPlace, openRecord } from "../../../lib/place.ts";
import { say, whileSaving } from "../../../lib/status.ts";
import style from "./story.module.css";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Other records that became part of this one, each to be taken apart again at any time. */
function MergedHere({ record }: { record: RecordDto }) {
  const { data } = useQuery(read("mergedInto", [record.id], ["*"], () => commands.mergedInto(record.id)));
  if (!data || data.length === 0) return null;
  return (
    <ul className={style.list} aria-label={t("ui.merge.here")}>
      {data.map(({ step, at, loser }) => (
        <li key={step} className={style.field}>
          <span>{t("ui.merge.was_merged", { name: loser.label, when: instant(at) })}</span>
          <Button
            kind="link"
            aria-label={t("ui.merge.apart_of", { name: loser.label })}
            onPress={() => begin({ kind: "unmerge", step })}
          >
            {t("ui.history.unmerge")}…
          </Button>
        </li>
      ))}
    </ul>
  );
}

type ChapterProps = {
  record: RecordDto;
  chapter: Chapter;
  /** what came of it is what stands */ last: boolean;
  busy: boolean;
  onBack: (became: Became) => void;
};

function ChapterLine({ record, chapter, last, busy, onBack }: ChapterProps) {
  const { entity, id } = record;
  const valueText = useValueText();
  const when = instant(chapter.at);
  return (
    <li className={style.chapter}>
      <div className={style.head}>
        <span>{stepName(chapter.op, chapter.state)}</span>
        <time>{when}</time>
      </div>
      {chapter.fields.map((became) => {
        const path = `${entity}.${became.field}`;
        const label = fieldLabel(entity, became.field);
        const was = valueText(path, became.before);
        const lost =
          chapter.act === "update" && !same(became.before, record.values[became.field] ?? { t: "null" });
        return (
          <div key={became.field} className={style.field}>
            <span data-selectable>
              {became.before.t === "null"
                ? t("ui.history.set_to", { field: label, is: valueText(path, became.after) })
                : t("ui.history.became", { field: label, was, is: valueText(path, became.after) })}
              {became.why && <small className={style.why}>{t("ui.history.why", { why: became.why })}</small>}
            </span>
            {lost && (
              <Button
                kind="link"
                busy={busy}
                aria-label={t("ui.history.put_back_of", { field: label, was })}
                onPress={() => onBack(became)}
              >
                {t("ui.history.put_back")}
              </Button>
            )}
          </div>
        );
      })}
      {!last && (
        <Button
          kind="link"
          aria-label={t("ui.as_of.here_of", { when })}
          onPress={() => openRecord({ entity, id, asOf: chapter.at }, currentPlace().full)}
        >
          {t("ui.as_of.here")}
        </Button>
      )}
    </li>
  );
}

export function Story({ record }: { record: RecordDto }) {
  const { entity, id, rev } = record;
  const { data: chapters, error } = useQuery(
    read("historyStory", [entity, id], ["*"], () => commands.historyStory(entity, id)),
  );
  const back = useAction(async ({ field, before }: Became) => {
    await whileSaving(commands.historyPutBack(entity, id, rev, { [field]: before }));
    say({ text: t("ui.history.put_back_done"), action: { label: t("ui.undo"), run: undo } });
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  return (
    <>
      {back.error && <Notice tone="bad">{sentence(back.error)}</Notice>}
      <MergedHere record={record} />
      {chapters?.length === 0 && <Empty title={t("ui.history.no_story")} />}
      <ol className={style.list}>
        {chapters?.map((chapter, at) => (
          <ChapterLine
            key={chapter.seq}
            record={record}
            chapter={chapter}
            last={at === 0}
            busy={back.busy}
            onBack={(became) => void back.run(became)}
          />
        ))}
      </ol>
    </>
  );
}
