/** The whole vault as one encrypted file: a passphrase for it, then the place, then how far it is. */
import { LockKeyhole } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { NewPassphrase, type Passphrase } from "../../components/new-passphrase.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { Row } from "../../components/row.tsx";
import { SubmitForm } from "../../components/submit-form.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type ParcelDone } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { judgePassphrase } from "../../ipc/passphrase.ts";
import { jobDetail } from "../../ipc/progress-words.ts";
import { bytes } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";
import style from "./settings.module.css";

function UnderWay() {
  const job = useJob("export");
  const progress = job?.progress;
  return (
    <div className={style.form}>
      <Progress
        label={(progress && message(progress.phase)) || t("ui.parcel.choosing")}
        done={progress?.done ?? 0}
        total={progress?.total ?? null}
        detail={jobDetail(job)}
      />
      {progress && (
        <div className={style.foot}>
          <Button kind="line" onPress={() => void commands.jobCancel("export").catch(() => undefined)}>
            {t("ui.stop")}
          </Button>
        </div>
      )}
    </div>
  );
}

type FormProps = {
  vault: string;
  error: string | null;
  onSubmit: (text: string) => void;
  onCancel: () => void;
};

function Ask({ vault, error, onSubmit, onCancel }: FormProps) {
  const [fresh, setFresh] = useState<Passphrase>({ text: "", ready: false });
  return (
    <SubmitForm
      inline
      label={t("ui.parcel.title")}
      submit={t("ui.parcel.do")}
      busy={false}
      refused={error}
      onSubmit={() => fresh.ready && onSubmit(fresh.text)}
      onCancel={onCancel}
    >
      <p className={style.aside}>{t("ui.parcel.what")}</p>
      <NewPassphrase
        label={t("ui.parcel.passphrase")}
        words={[vault]}
        judge={judgePassphrase}
        onChange={setFresh}
      />
    </SubmitForm>
  );
}

export function Parcel({ vault }: { vault: string }) {
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<ParcelDone | null>(null);
  const pack = useAction(async (passphrase: string) => {
    setDone(null);
    const made = await commands.parcelPack(passphrase);
    if (made === null) return;
    setDone(made);
    setAsking(false);
  });
  const stopped = isKind(pack.error, "cancelled");
  return (
    <>
      <Row label={t("ui.parcel.title")} detail={t("ui.parcel.detail")}>
        <Button
          kind="line"
          icon={LockKeyhole}
          isDisabled={asking || pack.busy}
          onPress={() => {
            pack.clear();
            setDone(null);
            setAsking(true);
          }}
        >
          {t("ui.parcel.start")}
        </Button>
      </Row>
      {asking && !pack.busy && (
        <Ask
          vault={vault}
          error={pack.error && !stopped ? sentence(pack.error) : null}
          onSubmit={(text) => void pack.run(text)}
          onCancel={() => setAsking(false)}
        />
      )}
      {pack.busy && <UnderWay />}
      {stopped && <Notice live>{t("ui.parcel.stopped")}</Notice>}
      {done && (
        <Notice tone="ok" live>
          {t("ui.parcel.done", { file: done.place, size: bytes(done.bytes), files: done.files })}
        </Notice>
      )}
    </>
  );
}
