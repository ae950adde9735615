/** Another vault stands in the place of the one before, which lies beside it: said, with the way back. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type ReplacedNote } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate, replacedNote } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderText } from "./age.ts";

function words(note: ReplacedNote) {
  const { at, steps_since, replaced_at, put_back, beside, folder } = note;
  const when = instant(at);
  if (note.set_aside) {
    return {
      title: t("ui.replace.aside_title"),
      missing: null,
      text: t("ui.replace.aside", { beside, folder }),
      back: null,
    };
  }
  if (put_back) {
    return {
      title: t("ui.replace.back_title"),
      missing: null,
      text: t("ui.replace.back_beside", { when, beside, folder }),
      back: t("ui.replace.again"),
    };
  }
  const older = steps_since ? olderText({ at, steps_since }, replaced_at) : null;
  return {
    title: t("ui.replace.title", { when }),
    missing: older && t("ui.replace.missing", { older }),
    text: t("ui.replace.beside", { beside, folder }),
    back: t("ui.replace.back"),
  };
}

function Said({ note, fresh }: { note: ReplacedNote; fresh: boolean }) {
  const told = useAction(async () => {
    await commands.vaultReplacedTold();
    await invalidate(["app"]);
  });
  // The window goes with the vault.
  const back = useAction(async () => {
    await commands.vaultPutBack();
    await invalidate(["app"]);
  });
  const { title, missing, text, back: label } = words(note);
  const error = back.error ?? told.error;
  return (
    <Notice
      title={title}
      live={fresh}
      actions={
        label && (
          <>
            <Button kind="line" busy={back.busy} onPress={() => void back.run()}>
              {label}
            </Button>
            {fresh && (
              <Button kind="line" busy={told.busy} onPress={() => void told.run()}>
                {t("ui.replace.told")}
              </Button>
            )}
          </>
        )
      }
    >
      {missing && <p>{missing}</p>}
      <p>{text}</p>
      {error && <p role="alert">{sentence(error)}</p>}
    </Notice>
  );
}

/** `fresh`: over every place until it was read; else where backups are spoken of, for as long as there is a way back. */
export function Replaced({ fresh = false }: { fresh?: boolean }) {
  const note = useQuery(replacedNote).data;
  if (!note || note.told === fresh) return null;
  return <Said note={note} fresh={fresh} />;
}
