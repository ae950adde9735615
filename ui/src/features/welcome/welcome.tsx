/** The first run, and the way to a further vault: make one, open one, bring one back, or look at the sample. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Gate } from "../../components/gate.tsx";
import { LanguageSwitch } from "../../components/language-switch.tsx";
import { toast } from "../../components/toast.tsx";
import type { AppState } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { awaitedKey, useRecoveryKey } from "../../ipc/recovery.ts";
import { changeSettings } from "../../ipc/settings.ts";
import { t } from "../../lib/i18n.ts";
import { Create } from "./create.tsx";
import { RecoveryKey } from "./recovery-key.tsx";
import { type Step, Ways } from "./ways.tsx";

const heads = {
  ways: { title: "ui.app.name", sub: "ui.welcome.promise" },
  create: { title: "ui.welcome.create", sub: "ui.welcome.create_sub" },
  restore: { title: "ui.welcome.restore", sub: "ui.welcome.restore_sub" },
  key: { title: "ui.welcome.key", sub: "ui.welcome.key_sub" },
} as const;

/** What is said above the key: that it is another than before, and that a window begun anew does not know it. */
function keySub(key: string | null, restored: boolean) {
  if (key === null) return "ui.welcome.key_again_sub";
  return restored ? "ui.welcome.key_restored_sub" : "ui.welcome.key_sub";
}

type Props = {
  state: AppState;
  /** where a vault is there but locked, the way back to it */ onBack?: () => void;
  /** the restore flow, which lives with the backups */ restore: (onBack: () => void) => ReactNode;
};

export function Welcome({ state, onBack, restore }: Props) {
  const [step, setStep] = useState<Step>("ways");
  const { key: told, coming, restored } = useRecoveryKey();
  // The form that asked for the vault stays until the key is here.
  const confirming = state.phase === "confirm_recovery" && !(coming && step === "create");
  const asked = useQuery({ ...awaitedKey, enabled: confirming && told === null && !coming });
  const key = told ?? asked.data ?? null;
  const waiting = coming || asked.isLoading;
  const head = heads[confirming ? "key" : step];
  const back = () => setStep("ways");
  return (
    <Gate
      title={t(head.title)}
      sub={t(confirming && !waiting ? keySub(key, restored) : head.sub)}
      size={confirming || step === "restore" ? "wide" : "narrow"}
      plain={confirming || step !== "ways"}
      foot={t("ui.welcome.version", { version: state.version })}
      corner={
        <LanguageSwitch
          onChange={(locale) => {
            changeSettings({ ...state.settings, locale }).catch((error: unknown) => toast(sentence(error)));
          }}
        />
      }
    >
      {confirming ? (
        !waiting && <RecoveryKey recoveryKey={key} vault={state.vault ?? { name: "", folder: "" }} />
      ) : (
        <>
          {step === "ways" && <Ways state={state} onStep={setStep} />}
          {step === "create" && <Create folder={state.default_folder} onBack={back} />}
          {step === "restore" && restore(back)}
          {step === "ways" && onBack && (
            <Button kind="link" onPress={onBack}>
              {t("ui.welcome.to_locked")}
            </Button>
          )}
        </>
      )}
    </Gate>
  );
}
