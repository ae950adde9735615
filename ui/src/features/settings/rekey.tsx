/** The whole vault under a new key: what it is for, what it does to the backups, and how far it is. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { NewPassphrase, type Passphrase } from "../../components/new-passphrase.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { Check, Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob, useJobRuns } from "../../ipc/job.ts";
import { judgePassphrase } from "../../ipc/passphrase.ts";
import { jobDetail } from "../../ipc/progress-words.ts";
import { rekeyVault } from "../../ipc/recovery.ts";
import { message, t } from "../../lib/i18n.ts";
import style from "./settings.module.css";

type Choice = "keep" | "fresh";

function UnderWay() {
  const job = useJob("rekey");
  const progress = job?.progress;
  return (
    <div className={style.form}>
      <Progress
        label={(progress && message(progress.phase)) || t("ui.job.rekey")}
        done={progress?.done ?? 0}
        total={progress?.total ?? null}
        detail={jobDetail(job)}
      />
      <p>{t("ui.rekey.busy_note")}</p>
      <div className={style.foot}>
        <Button kind="line" onPress={() => void commands.jobCancel("rekey").catch(() => undefined)}>
          {t("ui.stop")}
        </Button>
      </div>
    </div>
  );
}

export function Rekey({ vault, onCancel }: { vault: string; onCancel: () => void }) {
  const [proof, setProof] = useState("");
  const [choice, setChoice] = useState<Choice>("keep");
  const [fresh, setFresh] = useState<Passphrase>({ text: "", ready: false });
  const [anew, setAnew] = useState(false);
  const change = useAction(() => rekeyVault(proof, choice === "fresh" ? fresh.text : null, anew));
  const ready = proof !== "" && (choice === "keep" || fresh.ready);
  const wrong = isKind(change.error, "wrong_secret");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void change.run();
  };
  const running = useJobRuns("rekey");
  if (change.busy || running) return <UnderWay />;
  return (
    <form className={style.form} onSubmit={submit} aria-label={t("ui.rekey.title")}>
      <p>{t("ui.rekey.what")}</p>
      <p>{t("ui.rekey.recovery")}</p>
      <SecretField
        label={t("ui.settings.passphrase_old")}
        value={proof}
        onChange={setProof}
        error={wrong && change.error ? sentence(change.error) : null}
        isRequired
        autoFocus
        autoComplete="off"
      />
      <div className={style.choice}>
        <span>{t("ui.rekey.passphrase")}</span>
        <Segments
          label={t("ui.rekey.passphrase")}
          value={choice}
          onChange={setChoice}
          options={[
            { id: "keep", label: t("ui.rekey.keep") },
            { id: "fresh", label: t("ui.rekey.fresh") },
          ]}
        />
      </div>
      {choice === "fresh" && (
        <NewPassphrase
          label={t("ui.settings.passphrase_new")}
          words={[vault]}
          judge={judgePassphrase}
          onChange={setFresh}
        />
      )}
      <div>
        <Check value={anew} onChange={setAnew}>
          {t("ui.rekey.anew")}
        </Check>
        <p className={style.aside}>{t(anew ? "ui.rekey.anew_note" : "ui.rekey.go_on_note")}</p>
      </div>
      {change.error && !wrong && (
        <Notice tone={isKind(change.error, "cancelled") ? "plain" : "bad"} live>
          {sentence(change.error)}
        </Notice>
      )}
      <div className={style.foot}>
        <Button kind="line" onPress={onCancel}>
          {t("ui.cancel")}
        </Button>
        <Button kind="main" type="submit" isDisabled={!ready}>
          {t("ui.rekey.do")}
        </Button>
      </div>
    </form>
  );
}
