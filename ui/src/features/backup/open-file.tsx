/** A vault out of one encrypted file: which file, its passphrase, and where the new vault goes. */
import { FileLock, Folder } from "lucide-react";
import type { FormEvent } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { toast } from "../../components/toast.tsx";
import { commands, type WireError } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { nameIn } from "./name-in.ts";
import style from "./restore.module.css";

export type Draft = { file: string; passphrase: string; name: string; into: string };

type Props = {
  draft: Draft;
  error: WireError | null;
  onChange: (draft: Draft) => void;
  onOpen: () => void;
  onBack: () => void;
};

export function OpenFile({ draft, error, onChange, onOpen, onBack }: Props) {
  const { file, passphrase, name, into } = draft;
  const ready = file !== "" && passphrase !== "" && name.trim() !== "";
  const choose = (asked: Promise<string | null>, taken: (picked: string) => Draft) => {
    asked
      .then((picked) => picked !== null && onChange(taken(picked)))
      .catch((failed: unknown) => toast(sentence(failed)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onOpen();
  };
  const said = error && !isKind(error, "cancelled") ? sentence(error) : null;
  const aboutSecret = isKind(error, "wrong_secret");
  const aboutFile = isKind(error, "damaged", "bad_file", "newer_version", "not_found");
  const aboutPlace = error?.field === "path" || error?.field === "name";
  return (
    <form className={style.flow} onSubmit={submit}>
      <Field
        label={t("ui.parcel.file")}
        value={file}
        isReadOnly
        placeholder={t("ui.parcel.file_none")}
        error={aboutFile ? said : null}
        after={
          <Button
            icon={FileLock}
            onPress={() =>
              choose(commands.parcelPick(), (picked) => ({
                ...draft,
                file: picked,
                name: t("ui.restore.name_offer", { name: nameIn(picked) }),
              }))
            }
          >
            {t("ui.restore.choose")}
          </Button>
        }
      />
      <SecretField
        label={t("ui.parcel.passphrase")}
        value={passphrase}
        onChange={(typed) => onChange({ ...draft, passphrase: typed })}
        error={aboutSecret ? said : null}
        autoComplete="off"
      />
      <div className={style.pair}>
        <Field
          label={t("ui.restore.name")}
          value={name}
          onChange={(typed) => onChange({ ...draft, name: typed })}
          maxLength={80}
          isRequired
        />
        <Field
          label={t("ui.restore.into")}
          value={into}
          isReadOnly
          error={aboutPlace ? said : null}
          after={
            <Button
              icon={Folder}
              onPress={() => choose(commands.pickFolder("vault"), (picked) => ({ ...draft, into: picked }))}
            >
              {t("ui.welcome.change")}
            </Button>
          }
        />
      </div>
      {said && !(aboutSecret || aboutFile || aboutPlace) && (
        <Notice tone="bad" live>
          {said}
        </Notice>
      )}
      <Notice>
        {t("ui.parcel.plan")} {t("ui.restore.plan_backup")}
      </Notice>
      <div className={style.foot}>
        <Button onPress={onBack}>{t("ui.back")}</Button>
        <Button kind="main" type="submit" isDisabled={!ready}>
          {t("ui.parcel.open")}
        </Button>
      </div>
    </form>
  );
}
