/** A new vault: its name and place, and a passphrase good enough to keep it shut. */
import { Folder } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { NewPassphrase, type Passphrase } from "../../components/new-passphrase.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { judgePassphrase } from "../../ipc/passphrase.ts";
import { createVault } from "../../ipc/recovery.ts";
import { t } from "../../lib/i18n.ts";
import { TemplateChoice } from "./template-choice.tsx";
import style from "./welcome.module.css";

type Props = { folder: string; onBack: () => void };

export function Create({ folder: offered, onBack }: Props) {
  const [name, setName] = useState(() => t("ui.welcome.default_name"));
  const [folder, setFolder] = useState(offered);
  const [passphrase, setPassphrase] = useState<Passphrase>({ text: "", ready: false });
  const [template, setTemplate] = useState("");
  const create = useAction(async () => {
    await createVault(folder, name.trim(), passphrase.text, template || null);
  });
  const ready = name.trim() !== "" && passphrase.ready;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void create.run();
  };
  const pick = () => {
    commands
      .pickFolder("vault")
      .then((picked) => {
        if (picked !== null) setFolder(picked);
      })
      .catch((error: unknown) => toast(sentence(error)));
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <Field
        label={t("ui.welcome.name")}
        value={name}
        onChange={setName}
        maxLength={60}
        isRequired
        autoFocus
      />
      <Field
        label={t("ui.welcome.folder")}
        value={folder}
        isReadOnly
        hint={t("ui.welcome.folder_hint")}
        after={
          <Button icon={Folder} onPress={pick}>
            {t("ui.welcome.change")}
          </Button>
        }
      />
      <TemplateChoice value={template} onChange={setTemplate} />
      <NewPassphrase words={[name]} judge={judgePassphrase} onChange={setPassphrase} />
      <Notice tone="warn">{t("ui.welcome.no_reset")}</Notice>
      {create.error && (
        <Notice tone="bad" live>
          {sentence(create.error)}
        </Notice>
      )}
      <div className={style.foot}>
        <Button onPress={onBack}>{t("ui.back")}</Button>
        <Button kind="main" type="submit" busy={create.busy} isDisabled={!ready}>
          {t("ui.welcome.create_do")}
        </Button>
      </div>
    </form>
  );
}
