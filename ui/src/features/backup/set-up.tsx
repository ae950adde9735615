/** Choosing where backups go. The passphrase is asked because the backup is locked with it. */
import { Folder } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { toast } from "../../components/toast.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type RestoredNote, type Speaks, type WireError } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderText } from "./age.ts";
import style from "./backup.module.css";
import { type CloudDraft, CloudFields, fieldOf, isFilled, noCloud, speaks } from "./cloud-fields.tsx";

type Props = {
  /** where the vault that this one was restored from made its backups */
  former: string | null;
  /** what that speaks, where it is behind a network */
  formerSpeaks: Speaks | null;
  /** the backup this vault was restored from */
  restored: RestoredNote | null;
  onDone: () => void;
  onCancel?: () => void;
};

/** What there was before, where this vault came out of a backup. */
function Before({ former, restored }: Pick<Props, "former" | "restored">) {
  const older = restored?.steps_since ? olderText(restored, restored.restored_at) : null;
  return (
    <>
      {restored && (
        <Notice>
          {t("ui.backup.restored_from", { when: instant(restored.at) })}
          {older && <p>{t("ui.backup.restored_older", { older })}</p>}
        </Notice>
      )}
      {former !== null && <Notice tone="warn">{t("ui.backup.setup_restored")}</Notice>}
    </>
  );
}

const keysOfOthers: ReadonlySet<string> = new Set([
  "error.backup_secret_wrong",
  "error.backup_other_keys",
  "error.backup_keys_secret",
]);

/** The backups that stand there, or those whose keys are needed, open with other secrets than the vault's own. */
function isOfOthers(error: unknown): boolean {
  const key = (error as WireError | null)?.key;
  return key !== undefined && keysOfOthers.has(key);
}

/** What was typed of them, if anything; nothing until it is known that it is needed. */
function asked(error: unknown, other: string | null): string | null {
  return isOfOthers(error) ? (other ?? "") : other;
}

function inStorage(cloud: CloudDraft, passphrase: string, other: string | null) {
  const { address, user, password } = cloud;
  return commands.backupSetCloud(speaks(cloud), address, user, password, passphrase, other);
}

function said(error: WireError | null): string | null {
  if (error === null || isKind(error, "cancelled")) return null;
  // Here the recovery key opens nothing, so that it is not advised.
  return error.key === "error.passphrase_wrong" ? t("ui.backup.passphrase_wrong") : sentence(error);
}

type OtherProps = { value: string | null; onChange: (value: string) => void; error: string | null };

/** What opens those, once it is known that it is asked for. */
function OtherSecret({ value, onChange, error }: OtherProps) {
  if (value === null) return null;
  return (
    <SecretField
      label={t("ui.backup.other_secret")}
      value={value}
      onChange={onChange}
      hint={t("ui.backup.other_secret_hint")}
      error={error}
      autoComplete="off"
    />
  );
}

/** The vault's keys are damaged, and none of the places that have them is here: one may be lost. */
function Lost({ error, busy, onAnew }: { error: WireError | null; busy: boolean; onAnew: () => void }) {
  if (error?.key !== "error.backup_keys_elsewhere") return null;
  return (
    <Notice
      tone="warn"
      live
      actions={
        <Button kind="line" busy={busy} onPress={onAnew}>
          {t("ui.backup.begin_anew")}
        </Button>
      }
    >
      {sentence(error)}
    </Notice>
  );
}

export function SetUp(props: Props) {
  const inCloud = props.formerSpeaks !== null;
  const [where, setWhere] = useState<"folder" | "cloud">(inCloud ? "cloud" : "folder");
  const [folder, setFolder] = useState(inCloud ? "" : (props.former ?? ""));
  const [cloud, setCloud] = useState<CloudDraft>({
    ...noCloud,
    ...(props.formerSpeaks && { ...props.formerSpeaks, address: props.former ?? "" }),
  });
  const [passphrase, setPassphrase] = useState("");
  const [other, setOther] = useState<string | null>(null);
  const save = useAction(async () => {
    const opens = [passphrase, other || null] as const;
    const done = where === "folder" ? commands.backupSetTarget(folder, ...opens) : inStorage(cloud, ...opens);
    const made = await done.catch((error: unknown) => {
      setOther(asked(error, other));
      throw error;
    });
    queryClient.setQueryData(backupState.queryKey, made);
    props.onDone();
  });
  const anew = useAction(async () => {
    await commands.backupBeginAnew(passphrase);
    void save.run();
  });
  const isLost = save.error?.key === "error.backup_keys_elsewhere";
  const ready = passphrase !== "" && (where === "folder" ? folder !== "" : isFilled(cloud));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void save.run();
  };
  const pick = () => {
    commands
      .pickFolder("backup")
      .then((picked) => {
        if (picked !== null) setFolder(picked);
      })
      .catch((error: unknown) => toast(sentence(error)));
  };
  const ofOthers = isOfOthers(save.error);
  const wrong = isKind(save.error, "wrong_secret") && !ofOthers;
  const error = said(save.error);
  return (
    <form className={style.setup} onSubmit={submit}>
      <p>{t("ui.backup.setup_why")}</p>
      <Before former={props.former} restored={props.restored} />
      <Segments
        label={t("ui.cloud.where")}
        value={where}
        onChange={(next) => {
          setWhere(next);
          save.clear();
        }}
        options={[
          { id: "folder", label: t("ui.cloud.folder") },
          { id: "cloud", label: t("ui.cloud.storage") },
        ]}
      />
      {where === "folder" ? (
        <Field
          label={t("ui.backup.folder")}
          value={folder}
          isReadOnly
          placeholder={t("ui.restore.folder_none")}
          hint={t("ui.backup.folder_hint")}
          error={wrong || ofOthers || isLost ? null : error}
          after={
            <Button icon={Folder} onPress={pick}>
              {t("ui.restore.choose")}
            </Button>
          }
        />
      ) : (
        <>
          <p>{t("ui.cloud.what")}</p>
          <CloudFields draft={cloud} error={save.error} onChange={setCloud} />
          {error && !wrong && !ofOthers && !isLost && fieldOf(save.error) === null && (
            <Notice tone="bad" live>
              {error}
            </Notice>
          )}
        </>
      )}
      <SecretField
        label={t(where === "cloud" ? "ui.cloud.vault_passphrase" : "ui.unlock.passphrase")}
        value={passphrase}
        onChange={setPassphrase}
        hint={t("ui.backup.passphrase_hint")}
        error={wrong ? error : null}
        autoComplete="off"
      />
      <Lost error={save.error} busy={anew.busy} onAnew={() => void anew.run()} />
      {anew.error && (
        <Notice tone="bad" live>
          {sentence(anew.error)}
        </Notice>
      )}
      <OtherSecret value={other} onChange={setOther} error={ofOthers ? error : null} />
      <div className={style.row}>
        <Button kind="main" type="submit" busy={save.busy} isDisabled={!ready}>
          {t(where === "cloud" ? "ui.cloud.do" : "ui.backup.setup_do")}
        </Button>
        {save.busy ? (
          <Button onPress={() => void commands.jobCancel("backup").catch(() => undefined)}>
            {t("ui.stop")}
          </Button>
        ) : (
          props.onCancel && <Button onPress={props.onCancel}>{t("ui.cancel")}</Button>
        )}
      </div>
    </form>
  );
}
