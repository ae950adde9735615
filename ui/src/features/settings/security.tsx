/** Locking, the passphrase, and what the recovery key is for. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { NewPassphrase, type Passphrase } from "../../components/new-passphrase.tsx";
import { Notice } from "../../components/notice.tsx";
import { Part, Row } from "../../components/row.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { type AppState, commands } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { judgePassphrase } from "../../ipc/passphrase.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import style from "./settings.module.css";
import type { SetSetting } from "./use-setting.ts";

const waits = [1, 5, 15, 30, 60, 240, 0];

function waitWord(minutes: number): string {
  if (minutes === 0) return t("ui.settings.lock_never");
  return minutes % 60 === 0
    ? t("ui.settings.lock_hours", { n: minutes / 60 })
    : t("ui.settings.lock_minutes", { n: minutes });
}

function ChangePassphrase({ vault, onDone }: { vault: string; onDone: () => void }) {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState<Passphrase>({ text: "", ready: false });
  const change = useAction(async () => {
    await commands.vaultChangePassphrase(old, fresh.text);
    say({ text: t("ui.settings.passphrase_changed") });
    onDone();
  });
  const ready = old !== "" && fresh.ready;
  const wrong = isKind(change.error, "wrong_secret");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !change.busy) void change.run();
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <SecretField
        label={t("ui.settings.passphrase_old")}
        value={old}
        onChange={setOld}
        error={wrong && change.error ? sentence(change.error) : null}
        isRequired
        autoFocus
        autoComplete="off"
      />
      <NewPassphrase
        label={t("ui.settings.passphrase_new")}
        words={[vault]}
        judge={judgePassphrase}
        onChange={setFresh}
      />
      <Notice>{t("ui.settings.passphrase_note")}</Notice>
      {change.error && !wrong && (
        <Notice tone="bad" live>
          {sentence(change.error)}
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

export function Security({ state, set }: { state: AppState; set: SetSetting }) {
  const [changing, setChanging] = useState(false);
  const minutes = state.settings.auto_lock_min;
  const options = [...new Set([...waits, minutes])].map((n) => ({ id: `${n}`, label: waitWord(n) }));
  const done = () => setChanging(false);
  return (
    <>
      <Part title={t("ui.settings.part.security")}>
        <Row label={t("ui.settings.auto_lock")} detail={t("ui.settings.auto_lock_detail")}>
          <Select
            aria-label={t("ui.settings.auto_lock")}
            value={`${minutes}`}
            onChange={(next) => set({ auto_lock_min: Number(next) })}
            options={options}
          />
        </Row>
        <Row label={t("ui.unlock.passphrase")} detail={t("ui.settings.passphrase_detail")}>
          <Button kind="line" onPress={() => setChanging(true)}>
            {t("ui.settings.passphrase_change")}
          </Button>
        </Row>
        <Row label={t("ui.unlock.recovery_key")} detail={t("ui.settings.recovery_detail")} />
      </Part>
      <Dialog title={t("ui.settings.passphrase_change")} isOpen={changing} onClose={done}>
        <ChangePassphrase vault={state.vault?.name ?? ""} onDone={done} />
      </Dialog>
    </>
  );
}
