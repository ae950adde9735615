/** The recovery key was never proved, and this window does not know it: type it, or make a new one. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { useAction } from "../../ipc/action.ts";
import { sentence } from "../../ipc/error.ts";
import { proveRecoveryKey, renewRecoveryKey } from "../../ipc/recovery.ts";
import { t } from "../../lib/i18n.ts";
import style from "./welcome.module.css";

export function AskWhole() {
  const [lost, setLost] = useState(false);
  const [text, setText] = useState("");
  const act = useAction(() => (lost ? renewRecoveryKey(text) : proveRecoveryKey(text)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") void act.run();
  };
  const turn = () => {
    setLost(!lost);
    setText("");
    act.clear();
  };
  const shared = {
    value: text,
    onChange: setText,
    error: act.error && sentence(act.error),
    autoFocus: true,
    autoComplete: "off",
    size: "large" as const,
  };
  return (
    <form className={style.form} onSubmit={submit}>
      {lost ? (
        <SecretField
          key="lost"
          label={t("ui.unlock.passphrase")}
          hint={t("ui.recovery.renew_note")}
          {...shared}
        />
      ) : (
        <Field
          key="whole"
          label={t("ui.unlock.recovery_key")}
          hint={t("ui.unlock.recovery_hint")}
          mono
          spellCheck="false"
          {...shared}
        />
      )}
      <div className={style.foot}>
        <Button onPress={turn}>{lost ? t("ui.back") : t("ui.recovery.lost")}</Button>
        <Button kind="main" type="submit" busy={act.busy} isDisabled={text.trim() === ""}>
          {lost ? t("ui.recovery.renew") : t("ui.welcome.key_confirm")}
        </Button>
      </div>
    </form>
  );
}
