/** Choosing where backups go. The passphrase is asked because the backup is locked with it. */
import { Folder } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type RestoredNote } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderText } from "./age.ts";
import style from "./backup.module.css";

type Props = {
  /** where the vault that this one was restored from made its backups */
  former: string | null;
  /** the backup this vault was restored from */
  restored: RestoredNote | null;
  onDone: () => void;
  onCancel?: () => void;
};

export function SetUp(props: Props) {
  const [folder, setFolder] = useState(props.former ?? "");
  const [passphrase, setPassphrase] = useState("");
  const save = useAction(async () => {
    queryClient.setQueryData(backupState.queryKey, await commands.backupSetTarget(folder, passphrase));
    props.onDone();
  });
  const ready = folder !== "" && passphrase !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !save.busy) void save.run();
  };
  const pick = () => {
    commands
      .pickFolder("backup")
      .then((picked) => {
        if (picked !== null) setFolder(picked);
      })
      .catch((error: unknown) => toast(sentence(error)));
  };
  const older = props.restored?.steps_since ? olderText(props.restored, props.restored.restored_at) : null;
  const wrong = isKind(save.error, "wrong_secret");
  const error = save.error && sentence(save.error);
  return (
    <form className={style.setup} onSubmit={submit}>
      <p>{t("ui.backup.setup_why")}</p>
      {props.restored && (
        <Notice>
          {t("ui.backup.restored_from", { when: instant(props.restored.at) })}
          {older && ` ${t("ui.backup.restored_older", { older })}`}
        </Notice>
      )}
      {props.former !== null && <Notice tone="warn">{t("ui.backup.setup_restored")}</Notice>}
      <Field
        label={t("ui.backup.folder")}
        value={folder}
        isReadOnly
        placeholder={t("ui.restore.folder_none")}
        hint={t("ui.backup.folder_hint")}
        error={wrong ? null : error}
        after={
          <Button icon={Folder} onPress={pick}>
            {t("ui.restore.choose")}
          </Button>
        }
      />
      <SecretField
        label={t("ui.unlock.passphrase")}
        value={passphrase}
        onChange={setPassphrase}
        hint={t("ui.backup.passphrase_hint")}
        error={wrong ? error : null}
        autoComplete="off"
      />
      <div className={style.row}>
        <Button kind="main" type="submit" busy={save.busy} isDisabled={!ready}>
          {t("ui.backup.setup_do")}
        </Button>
        {props.onCancel && <Button onPress={props.onCancel}>{t("ui.cancel")}</Button>}
      </div>
    </form>
  );
}
