/** A record's whole story: each step that touched it, field by field, and the way back to what a field held. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Became, commands, type RecordDto } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { stepName, undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./story.module.css";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function Story({ record }: { record: RecordDto }) {
  const { entity, id, rev } = record;
  const { data: chapters, error } = useQuery(
    read("historyStory", [entity, id], ["*"], () => commands.historyStory(entity, id)),
  );
  const valueText = useValueText();
  const back = useAction(async ({ field, before }: Became) => {
    await whileSaving(commands.historyPutBack(entity, id, rev, { [field]: before }));
    say({ text: t("ui.history.put_back_done"), action: { label: t("ui.undo"), run: undo } });
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  return (
    <>
      {back.error && <Notice tone="bad">{sentence(back.error)}</Notice>}
      <ol className={style.list}>
        {chapters?.map((chapter) => {
          return (
            <li key={chapter.seq} className={style.chapter}>
              <div className={style.head}>
                <span>{stepName(chapter.op, chapter.state)}</span>
                <time>{instant(chapter.at)}</time>
              </div>
              {chapter.fields.map((became) => {
                const path = `${entity}.${became.field}`;
                const label = fieldLabel(entity, became.field);
                const was = valueText(path, became.before);
                const lost =
                  chapter.act === "update" &&
                  !same(became.before, record.values[became.field] ?? { t: "null" });
                return (
                  <div key={became.field} className={style.field}>
                    <span data-selectable>
                      {became.before.t === "null"
                        ? t("ui.history.set_to", { field: label, is: valueText(path, became.after) })
                        : t("ui.history.became", { field: label, was, is: valueText(path, became.after) })}
                    </span>
                    {lost && (
                      <Button
                        kind="link"
                        busy={back.busy}
                        aria-label={t("ui.history.put_back_of", { field: label, was })}
                        onPress={() => void back.run(became)}
                      >
                        {t("ui.history.put_back")}
                      </Button>
                    )}
                  </div>
                );
              })}
            </li>
          );
        })}
      </ol>
    </>
  );
}
