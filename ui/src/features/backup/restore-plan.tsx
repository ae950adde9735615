/** Second step of a restore: the version, where it goes, and in one sentence what will happen. */
import { Eye, Folder } from "lucide-react";
import { type FormEvent, Fragment, useState } from "react";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { NewPassphrase, type Passphrase } from "../../components/new-passphrase.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Segments } from "../../components/toggle.tsx";
import { commands, type RestoreOpened, type Snapshot } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { judgePassphrase } from "../../ipc/passphrase.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./restore.module.css";
import { SnapshotCounts, SnapshotProof } from "./snapshot.tsx";
import { byVault, vaultLine } from "./vaults.ts";

export type Choice = {
  snapshot: string;
  /** in the place of the closed vault; else as a new one */
  inPlace: boolean;
  into: string;
  name: string;
  passphrase: string | null;
};

type Props = {
  opened: RestoreOpened;
  into: string;
  version?: string | undefined;
  place?: string | undefined;
  onBack: () => void;
  /** where no vault is open, a version can be looked into first */
  onLook?: ((version: Snapshot) => void) | undefined;
  onPerform: (choice: Choice) => void;
};

function Version({ snapshot, computer }: { snapshot: Snapshot; computer: boolean }) {
  return (
    <Radio value={snapshot.id} className={style.version ?? ""}>
      <span className={style.ring} aria-hidden />
      <span className={style.when}>{instant(snapshot.at)}</span>
      {computer && snapshot.computer !== null && (
        <span className={style.quiet}>{t("ui.restore.made_on", { computer: snapshot.computer })}</span>
      )}
      <SnapshotCounts snapshot={snapshot} />
      <SnapshotProof snapshot={snapshot} />
    </Radio>
  );
}

/** Where it goes: the place of the closed vault, where one is chosen, or a new one. */
function Where({ inPlace, onChange }: { inPlace: boolean; onChange: (inPlace: boolean) => void }) {
  return (
    <div className={style.where}>
      <Segments
        label={t("ui.replace.where")}
        value={inPlace ? "place" : "new"}
        onChange={(where) => onChange(where === "place")}
        options={[
          { id: "new", label: t("ui.replace.as_new") },
          { id: "place", label: t("ui.replace.in_place") },
        ]}
      />
    </div>
  );
}

export function RestorePlan(props: Props) {
  const { opened, into: offered, version, place, onBack, onLook, onPerform } = props;
  const wished = opened.snapshots.find(({ id }) => id === version) ?? opened.snapshots[0];
  const [snapshot, setSnapshot] = useState(wished?.id ?? "");
  const [into, setInto] = useState(offered);
  // What was typed stays; what is offered is called after the version that was picked.
  const [typed, setName] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState<Passphrase>({ text: "", ready: false });
  const [inPlace, setInPlace] = useState(false);
  const byRecovery = opened.secret === "recovery";
  const chosen = opened.snapshots.find(({ id }) => id === snapshot);
  const vaults = byVault(opened.snapshots);
  const name = typed ?? t("ui.restore.name_offer", { name: chosen?.vault_name ?? opened.vault_name });
  const ready = Boolean(chosen) && (inPlace || name.trim() !== "") && (!byRecovery || passphrase.ready);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready)
      onPerform({
        snapshot,
        inPlace,
        into,
        name: name.trim(),
        passphrase: byRecovery ? passphrase.text : null,
      });
  };
  const pick = () => {
    commands
      .pickFolder("vault")
      .then((picked) => {
        if (picked !== null) setInto(picked);
      })
      .catch((error: unknown) => toast(sentence(error)));
  };
  if (!chosen) {
    return (
      <>
        <Notice tone="warn">{t("ui.restore.empty")}</Notice>
        <div className={style.foot}>
          <Button onPress={onBack}>{t("ui.back")}</Button>
        </div>
      </>
    );
  }
  return (
    <form className={style.flow} onSubmit={submit}>
      <RadioGroup
        className={style.versions ?? ""}
        aria-label={t("ui.restore.version")}
        value={snapshot}
        onChange={setSnapshot}
      >
        {vaults.map(({ vault, versions, computers }) => (
          <Fragment key={vault}>
            {vaults.length > 1 && <div className={style.vault}>{vaultLine(versions)}</div>}
            {versions.map((one) => (
              <Version key={one.id} snapshot={one} computer={computers} />
            ))}
          </Fragment>
        ))}
      </RadioGroup>
      {opened.refused && (
        <Notice tone="warn">{t("ui.restore.refused", { why: sentence(opened.refused) })}</Notice>
      )}
      {opened.newer && (
        <p className={style.quiet}>
          {t("ui.backup.newer_here", { n: opened.newer.count, made_by: opened.newer.made_by })}
        </p>
      )}
      {place !== undefined && <Where inPlace={inPlace} onChange={setInPlace} />}
      {!inPlace && (
        <div className={style.pair}>
          <Field label={t("ui.restore.name")} value={name} onChange={setName} maxLength={80} isRequired />
          <Field
            label={t("ui.restore.into")}
            value={into}
            isReadOnly
            after={
              <Button icon={Folder} onPress={pick}>
                {t("ui.welcome.change")}
              </Button>
            }
          />
        </div>
      )}
      {byRecovery && (
        <>
          <p className={style.quiet}>{t("ui.restore.new_passphrase")}</p>
          <NewPassphrase words={[name]} judge={judgePassphrase} onChange={setPassphrase} />
        </>
      )}
      <Notice>
        {inPlace
          ? t("ui.replace.plan_closed", { when: instant(chosen.at), name: place ?? "" })
          : t("ui.restore.plan", { when: instant(chosen.at), name: name.trim(), folder: into })}
        {!byRecovery && <p>{t("ui.restore.plan_passphrase")}</p>}
        <p>{t("ui.restore.plan_backup")}</p>
      </Notice>
      <div className={style.foot}>
        <Button onPress={onBack}>{t("ui.back")}</Button>
        {onLook && (
          <Button
            icon={Eye}
            aria-label={t("ui.inside.open_version", { when: instant(chosen.at) })}
            onPress={() => onLook(chosen)}
          >
            {t("ui.inside.open")}
          </Button>
        )}
        <Button kind="main" type="submit" isDisabled={!ready}>
          {inPlace ? t("ui.replace.perform") : t("ui.restore.perform")}
        </Button>
      </div>
    </form>
  );
}
