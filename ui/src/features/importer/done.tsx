/** Step four: what came in, what did not, and where to go from here. */
import { FileSpreadsheet, Save } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type ImportDone, type ImportOpened } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";
import { say } from "../../lib/status.ts";
import { countsOf } from "./counts.ts";
import { dropDraft } from "./draft.ts";
import style from "./importer.module.css";

export function Done({ opened, done }: { opened: ImportOpened; done: ImportDone }) {
  const save = useAction(async () => {
    if (await commands.importSaveRefused(opened.session)) say({ text: t("ui.import.refused_saved") });
  });
  return (
    <div className={style.done_frame}>
      <div className={style.done}>
        <Notice tone="ok" live title={t("ui.import.done_title", { file: opened.file_name })}>
          {t("ui.import.done_undo")}
        </Notice>
        <dl className={style.counts}>
          {countsOf(done.counts).map(({ key, label, n }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{number(n)}</dd>
            </div>
          ))}
        </dl>
        {done.refused > 0 && (
          <Notice
            tone="warn"
            actions={
              <Button kind="line" icon={Save} busy={save.busy} onPress={() => void save.run()}>
                {t("ui.import.save_refused")}
              </Button>
            }
          >
            {t("ui.import.done_refused", { n: done.refused })}
          </Notice>
        )}
        {done.unreasoned > 0 && (
          <Notice tone="plain">{t("ui.import.done_unreasoned", { n: done.unreasoned })}</Notice>
        )}
        {save.error && (
          <Notice tone="bad" live>
            {sentence(save.error)}
          </Notice>
        )}
        <div className={style.acts}>
          <Button icon={FileSpreadsheet} onPress={dropDraft}>
            {t("ui.import.another")}
          </Button>
          <Button
            kind="main"
            onPress={() => {
              dropDraft();
              go({ at: "customers" });
            }}
          >
            {t("ui.import.to_customers")}
          </Button>
        </div>
      </div>
    </div>
  );
}
