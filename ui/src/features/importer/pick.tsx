/** Step one: the file. */
import { FileSpreadsheet } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { setDraft } from "./draft.ts";
import style from "./importer.module.css";

export function Pick() {
  const pick = useAction(async () => {
    const opened = await commands.importPick();
    if (!opened) return;
    const layout = await commands.importLayout(opened.session, opened.sheet, null, null);
    setDraft({ step: "columns", opened, layout });
  });
  return (
    <div className={style.pick}>
      <h2 className={style.pick_title}>{t("ui.import.pick_title")}</h2>
      <p className={style.quiet}>{t("ui.import.pick_detail")}</p>
      <Button
        kind="main"
        size="large"
        icon={FileSpreadsheet}
        busy={pick.busy}
        onPress={() => void pick.run()}
      >
        {t("ui.import.pick")}
      </Button>
      <ul className={style.promises}>
        <li>{t("ui.import.promise_any")}</li>
        <li>{t("ui.import.promise_preview")}</li>
        <li>{t("ui.import.promise_undo")}</li>
      </ul>
      {pick.error && (
        <Notice tone="bad" live>
          {sentence(pick.error)}
        </Notice>
      )}
    </div>
  );
}
