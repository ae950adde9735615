/** A new recovery key in the place of the old one. Once made, it is shown and asked back as on the first day. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { useAction } from "../../ipc/action.ts";
import { sentence } from "../../ipc/error.ts";
import { renewRecoveryKey } from "../../ipc/recovery.ts";
import { t } from "../../lib/i18n.ts";
import style from "./settings.module.css";

export function RenewRecovery({ onCancel }: { onCancel: () => void }) {
  const [passphrase, setPassphrase] = useState("");
  const renew = useAction(() => renewRecoveryKey(passphrase));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "") void renew.run();
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <Notice tone="warn">{t("ui.recovery.renew_note")}</Notice>
      <SecretField
        label={t("ui.settings.passphrase_old")}
        value={passphrase}
        onChange={setPassphrase}
        error={renew.error && sentence(renew.error)}
        isRequired
        autoFocus
        autoComplete="off"
      />
      <div className={style.foot}>
        <Button kind="line" onPress={onCancel}>
          {t("ui.cancel")}
        </Button>
        <Button kind="main" type="submit" busy={renew.busy} isDisabled={passphrase === ""}>
          {t("ui.recovery.renew_do")}
        </Button>
      </div>
    </form>
  );
}
