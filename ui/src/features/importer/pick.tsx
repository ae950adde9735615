/** Step one: the file. */
import { FileSpreadsheet } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { commands } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { t } from "../../lib/i18n.ts";
import { beginDraft, doWith, useWork } from "./draft.ts";
import style from "./importer.module.css";
import { Working } from "./working.tsx";

const pick = () =>
  doWith("read", async (still) => {
    const opened = await commands.importPick();
    if (!opened) return;
    const layout = await commands.importLayout(opened.session, opened.sheet, null, null);
    if (still()) beginDraft(opened, layout);
  });

export function Pick() {
  const { doing, error } = useWork();
  // While the dialog stands open nothing is read yet.
  const isReading = useJob("import") !== undefined && doing === "read";
  return (
    <div className={style.pick}>
      <h2 className={style.pick_title}>{t("ui.import.pick_title")}</h2>
      <p className={style.quiet}>{t("ui.import.pick_detail")}</p>
      {isReading ? (
        <Working label={t("progress.import_open")} />
      ) : (
        <Button
          kind="main"
          size="large"
          icon={FileSpreadsheet}
          busy={doing === "read"}
          onPress={() => void pick()}
        >
          {t("ui.import.pick")}
        </Button>
      )}
      <ul className={style.promises}>
        <li>{t("ui.import.promise_any")}</li>
        <li>{t("ui.import.promise_preview")}</li>
        <li>{t("ui.import.promise_undo")}</li>
      </ul>
      {error && (
        <Notice tone={isKind(error, "cancelled") ? "plain" : "bad"} live>
          {sentence(error)}
        </Notice>
      )}
    </div>
  );
}
