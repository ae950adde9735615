/** A version stands in the place of the vault: at the locked door too there is the way back to the one before. */
import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate, replacedNote } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";

export function PutBack() {
  const note = useQuery(replacedNote).data;
  const [asked, setAsked] = useState(false);
  const back = useAction(async () => {
    await commands.vaultPutBack();
    setAsked(false);
    await invalidate(["app"]);
  });
  if (!note || note.set_aside || note.put_back) return null;
  if (!asked) {
    return (
      <div>
        <Button kind="link" icon={Undo2} onPress={() => setAsked(true)}>
          {t("ui.replace.locked", { when: instant(note.at) })}
        </Button>
      </div>
    );
  }
  return (
    <Notice
      title={t("ui.replace.back")}
      live
      actions={
        <>
          <Button kind="line" busy={back.busy} onPress={() => void back.run()}>
            {t("ui.replace.locked_do")}
          </Button>
          <Button kind="line" onPress={() => setAsked(false)}>
            {t("ui.cancel")}
          </Button>
        </>
      }
    >
      <p>{t("ui.replace.locked_what", { beside: note.beside, folder: note.folder })}</p>
      {back.error && <p role="alert">{sentence(back.error)}</p>}
    </Notice>
  );
}
