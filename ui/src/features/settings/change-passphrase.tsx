/** A new passphrase, proved by the present one or, where that is forgotten, by the recovery key. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { NewPassphrase, type Passphrase } from "../../components/new-passphrase.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { judgePassphrase } from "../../ipc/passphrase.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import style from "./settings.module.css";

export function ChangePassphrase({ vault, onDone }: { vault: string; onDone: () => void }) {
  const [kind, setKind] = useState<"passphrase" | "recovery">("passphrase");
  const [proof, setProof] = useState("");
  const [fresh, setFresh] = useState<Passphrase>({ text: "", ready: false });
  const change = useAction(async () => {
    await commands.vaultChangePassphrase(proof, kind, fresh.text);
    say({ text: t("ui.settings.passphrase_changed") });
    onDone();
  });
  const ready = proof.trim() !== "" && fresh.ready;
  // What is wrong with the new one is said while it is typed; what comes back is about the proof.
  const aboutProof = change.error?.kind === "wrong_secret" || change.error?.field === "recovery";
  const error = change.error && sentence(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void change.run();
  };
  const turn = () => {
    setKind(kind === "passphrase" ? "recovery" : "passphrase");
    setProof("");
    change.clear();
  };
  const shared = {
    value: proof,
    onChange: setProof,
    error: aboutProof ? error : null,
    isRequired: true,
    autoFocus: true,
    autoComplete: "off",
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <div>
        {kind === "passphrase" ? (
          <SecretField key="passphrase" label={t("ui.settings.passphrase_old")} {...shared} />
        ) : (
          <Field
            key="recovery"
            label={t("ui.unlock.recovery_key")}
            hint={t("ui.unlock.recovery_hint")}
            mono
            spellCheck="false"
            {...shared}
          />
        )}
        <Button kind="link" onPress={turn}>
          {kind === "passphrase" ? t("ui.unlock.use_recovery") : t("ui.unlock.use_passphrase")}
        </Button>
      </div>
      <NewPassphrase
        label={t("ui.settings.passphrase_new")}
        words={[vault]}
        judge={judgePassphrase}
        onChange={setFresh}
      />
      <Notice>{t("ui.settings.passphrase_note")}</Notice>
      {error && !aboutProof && (
        <Notice tone="bad" live>
          {error}
        </Notice>
      )}
      <div className={style.foot}>
        <Button kind="line" onPress={onDone}>
          {t("ui.cancel")}
        </Button>
        <Button kind="main" type="submit" busy={change.busy} isDisabled={!ready}>
          {t("ui.settings.passphrase_do")}
        </Button>
      </div>
    </form>
  );
}
