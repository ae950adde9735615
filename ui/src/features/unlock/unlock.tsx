/** The locked vault: a passphrase, or the recovery key where it is forgotten. Knows nothing of the records. */
import { ArrowRight, KeyRound, LockKeyhole, Sparkles } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { Gate } from "../../components/gate.tsx";
import { LanguageSwitch } from "../../components/language-switch.tsx";
import { Notice } from "../../components/notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { type AppState, commands, type WireError } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate } from "../../ipc/query.ts";
import { changeSettings } from "../../ipc/settings.ts";
import { vaultName } from "../../ipc/vault-name.ts";
import { ago } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { OtherVaults } from "./other-vaults.tsx";
import { PutBack } from "./put-back.tsx";
import style from "./unlock.module.css";

/** Seconds left until the next try is heard, counted down after each refusal that asks for a wait. */
function useWait(error: WireError | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const seconds = Number(error?.values.seconds ?? 0);
    setLeft(seconds);
    if (seconds <= 0) return;
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

function LastBackup({ at }: { at: number | null }) {
  const now = useNow();
  return (
    <>
      {t("ui.unlock.local_only")}
      {at ? ` · ${t("ui.unlock.last_backup", { when: ago(at, now) })}` : ""}
    </>
  );
}

type Props = { state: AppState; onNew: () => void };

function AskSecret({ state, onNew }: Props) {
  const [kind, setKind] = useState<"passphrase" | "recovery">("passphrase");
  const [secret, setSecret] = useState("");
  const unlock = useAction(async () => {
    await commands.vaultUnlock(secret, kind);
    await invalidate(["app"]);
  });
  const wait = useWait(unlock.error);
  const ready = secret.trim() !== "" && !unlock.busy && wait === 0;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void unlock.run();
  };
  const turn = () => {
    setKind(kind === "passphrase" ? "recovery" : "passphrase");
    setSecret("");
    unlock.clear();
  };
  const error = unlock.error && (wait > 0 ? t("ui.unlock.wait", { n: wait }) : sentence(unlock.error));
  const shared = {
    value: secret,
    onChange: setSecret,
    error,
    autoFocus: true,
    size: "large" as const,
    autoComplete: "off",
    after: <IconButton label={t("ui.unlock.open")} icon={ArrowRight} type="submit" isDisabled={!ready} />,
  };

  return (
    <form className={style.form} onSubmit={submit} aria-busy={unlock.busy}>
      {kind === "passphrase" ? (
        <SecretField key="passphrase" label={t("ui.unlock.passphrase")} {...shared} />
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
      <div className={style.ways}>
        <Button kind="link" icon={kind === "passphrase" ? KeyRound : LockKeyhole} onPress={turn}>
          {kind === "passphrase" ? t("ui.unlock.use_recovery") : t("ui.unlock.use_passphrase")}
        </Button>
        <OtherVaults state={state} onNew={onNew} />
      </div>
      <span className="vh" role="status">
        {unlock.busy ? t("ui.unlock.opening") : ""}
      </span>
    </form>
  );
}

/** Nobody was ever told the sample's passphrase, so nobody is asked for it. */
function OpenSample({ state, onNew }: Props) {
  const open = useAction(async () => {
    await commands.vaultCreateSample();
    await invalidate(["app"]);
  });
  return (
    <div className={style.form}>
      <p className={style.sample}>
        <Mark tone="warn">{t("ui.status.sample")}</Mark>
        {t("ui.unlock.sample_note")}
      </p>
      <Button kind="main" icon={Sparkles} busy={open.busy} autoFocus onPress={() => void open.run()}>
        {t("ui.unlock.sample")}
      </Button>
      {open.error && (
        <Notice tone="bad" live>
          {sentence(open.error)}
        </Notice>
      )}
      <div className={style.ways}>
        <OtherVaults state={state} onNew={onNew} />
      </div>
    </div>
  );
}

export function Unlock({ state, onNew }: Props) {
  const Way = state.vault?.sample ? OpenSample : AskSecret;
  return (
    <Gate
      title={vaultName(state.vault)}
      foot={<LastBackup at={state.last_backup} />}
      corner={
        <LanguageSwitch
          onChange={(locale) => {
            changeSettings({ ...state.settings, locale }).catch((error: unknown) => toast(sentence(error)));
          }}
        />
      }
    >
      <Way state={state} onNew={onNew} />
      <PutBack />
    </Gate>
  );
}
