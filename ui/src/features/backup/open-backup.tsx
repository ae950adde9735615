/** First step of a restore: which folder, and the secret that was in force when the backup was made. */
import { Folder } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { toast } from "../../components/toast.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type RestoreOpened } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { CloudFields, fieldOf, isFilled, noCloud, speaks } from "./cloud-fields.tsx";
import style from "./restore.module.css";

type Props = {
  folder: string;
  /** it is in storage behind a network */ inCloud?: boolean;
  onOpened: (opened: RestoreOpened) => void;
  onBack: () => void;
};

export function OpenBackup({ folder: known, inCloud = false, onOpened, onBack }: Props) {
  const [folder, setFolder] = useState(known);
  const [kind, setKind] = useState<"passphrase" | "recovery">("passphrase");
  const [secret, setSecret] = useState("");
  const [cloud, setCloud] = useState({ ...noCloud, address: inCloud ? known : "" });
  const open = useAction(async () => {
    const { address, user, password } = cloud;
    onOpened(
      inCloud
        ? await commands.restoreOpenCloud(speaks(cloud), address, user, password, secret, kind)
        : await commands.restoreOpen(folder, secret, kind),
    );
  });
  const ready = secret.trim() !== "" && (inCloud ? isFilled(cloud) : folder !== "");
  const pick = () => {
    commands
      .pickFolder("restore")
      .then((picked) => {
        if (picked === null) return;
        setFolder(picked);
        open.clear();
      })
      .catch((error: unknown) => toast(sentence(error)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void open.run();
  };
  const stopped = isKind(open.error, "cancelled");
  const error = open.error && !stopped ? sentence(open.error) : null;
  const aboutCloud = fieldOf(open.error) !== null;
  const aboutSecret = !aboutCloud && isKind(open.error, "wrong_secret", "invalid");
  return (
    <form className={style.flow} onSubmit={submit}>
      {inCloud ? (
        <>
          <CloudFields draft={cloud} error={open.error} onChange={setCloud} />
          {error && !(aboutSecret || aboutCloud) && (
            <Notice tone="bad" live>
              {error}
            </Notice>
          )}
        </>
      ) : (
        <Field
          label={t("ui.restore.folder")}
          value={folder}
          isReadOnly
          placeholder={t("ui.restore.folder_none")}
          error={aboutSecret ? null : error}
          after={
            <Button icon={Folder} onPress={pick}>
              {t("ui.restore.choose")}
            </Button>
          }
        />
      )}
      <div className={style.secret}>
        <Segments
          label={t("ui.restore.secret_kind")}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setSecret("");
            open.clear();
          }}
          options={[
            { id: "passphrase", label: t("ui.unlock.passphrase") },
            { id: "recovery", label: t("ui.unlock.recovery_key") },
          ]}
        />
        {kind === "passphrase" ? (
          <SecretField
            aria-label={t("ui.unlock.passphrase")}
            value={secret}
            onChange={setSecret}
            hint={t("ui.restore.passphrase_hint")}
            error={aboutSecret ? error : null}
            autoComplete="off"
          />
        ) : (
          <Field
            aria-label={t("ui.unlock.recovery_key")}
            value={secret}
            onChange={setSecret}
            hint={t("ui.unlock.recovery_hint")}
            error={aboutSecret ? error : null}
            autoComplete="off"
            spellCheck="false"
            mono
          />
        )}
      </div>
      <div className={style.foot}>
        {open.busy ? (
          <Button onPress={() => void commands.jobCancel("restore").catch(() => undefined)}>
            {t("ui.stop")}
          </Button>
        ) : (
          <Button onPress={onBack}>{t("ui.back")}</Button>
        )}
        <Button kind="main" type="submit" busy={open.busy} isDisabled={!ready}>
          {t("ui.restore.open")}
        </Button>
      </div>
    </form>
  );
}
