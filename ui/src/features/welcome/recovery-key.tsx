/**
 * The recovery key: shown once, printed or saved, then four of its nine groups asked back before
 * the vault opens. After a restart the key is no longer known here, so the whole of it is asked.
 */
import { useQuery } from "@tanstack/react-query";
import { Printer, Save } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { EmergencySheet } from "../../components/emergency-sheet.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { backupState } from "../../ipc/query.ts";
import { proveRecoveryKey } from "../../ipc/recovery.ts";
import { t } from "../../lib/i18n.ts";
import { AskWhole } from "./ask-whole.tsx";
import { answerOf, groupsOf, pickAsked } from "./key-groups.ts";
import style from "./welcome.module.css";

type Vault = { name: string; folder: string };
type Props = { recoveryKey: string | null; vault: Vault };

function KeySheet({ groups, vault, onKept }: { groups: string[]; vault: Vault; onKept: () => void }) {
  const backups = useQuery(backupState).data?.targets ?? [];
  const [done, setDone] = useState<"saved" | "printed" | null>(null);
  const save = useAction(async () => {
    if (await commands.recoverySave()) setDone("saved");
  });
  const print = () => {
    // The dialog says nobody whether a sheet came out of the printer: only the user can see that.
    window.print();
    setDone("printed");
  };
  return (
    <>
      <section className={style.sheet} aria-label={t("ui.welcome.key")} data-print>
        <p className={style.print_only}>{t("ui.welcome.key_print_head", { vault: vault.name })}</p>
        <ol className={style.groups} data-selectable>
          {groups.map((group, at) => (
            // Groups never move, and two may read alike.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={at}>
              <span className={style.group_number}>{at + 1}</span>
              {group}
            </li>
          ))}
        </ol>
        <p className={style.print_only}>{t("ui.welcome.key_print_foot")}</p>
        {/* What one needs besides the key, on the same paper. */}
        <EmergencySheet vault={vault.name} folder={vault.folder} backups={backups}>
          {" "}
        </EmergencySheet>
      </section>
      <div className={style.row}>
        <Button kind="line" icon={Printer} onPress={print}>
          {t("ui.welcome.key_print")}
        </Button>
        <Button kind="line" icon={Save} busy={save.busy} onPress={() => void save.run()}>
          {t("ui.welcome.key_save")}
        </Button>
      </div>
      {done && (
        <Notice tone={done === "saved" ? "ok" : "plain"} live>
          {t(done === "saved" ? "ui.welcome.key_kept" : "ui.welcome.key_printed")}
        </Notice>
      )}
      <Notice tone="warn">{t("ui.welcome.key_warning")}</Notice>
      {save.error && (
        <Notice tone="bad" live>
          {sentence(save.error)}
        </Notice>
      )}
      <div className={style.foot}>
        <Button kind="main" onPress={onKept}>
          {t("ui.welcome.key_next")}
        </Button>
      </div>
    </>
  );
}

function AskBack({ groups, onShow }: { groups: string[]; onShow: () => void }) {
  const [asked] = useState(() => pickAsked(groups.length));
  const [typed, setTyped] = useState<Record<number, string>>({});
  const confirm = useAction(async () => {
    await proveRecoveryKey(answerOf(groups, asked, typed));
  });
  const ready = asked.every((at) => (typed[at] ?? "").trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void confirm.run();
  };
  const wrong = isKind(confirm.error, "wrong_secret", "invalid");
  return (
    <form className={style.form} onSubmit={submit}>
      <p>{t("ui.welcome.key_ask")}</p>
      <div className={style.asked}>
        {asked.map((at, order) => (
          <Field
            key={at}
            label={t("ui.welcome.key_group", { n: at + 1 })}
            value={typed[at] ?? ""}
            onChange={(text) => setTyped((was) => ({ ...was, [at]: text }))}
            autoFocus={order === 0}
            maxLength={8}
            mono
            spellCheck="false"
            autoComplete="off"
            size="large"
          />
        ))}
      </div>
      {confirm.error && (
        <Notice tone="bad" live>
          {wrong ? t("ui.welcome.key_wrong") : sentence(confirm.error)}
        </Notice>
      )}
      <div className={style.foot}>
        <Button onPress={onShow}>{t("ui.welcome.key_show_again")}</Button>
        <Button kind="main" type="submit" busy={confirm.busy} isDisabled={!ready}>
          {t("ui.welcome.key_confirm")}
        </Button>
      </div>
    </form>
  );
}

export function RecoveryKey({ recoveryKey, vault }: Props) {
  const [asking, setAsking] = useState(false);
  if (recoveryKey === null) return <AskWhole />;
  const groups = groupsOf(recoveryKey);
  return asking ? (
    <AskBack groups={groups} onShow={() => setAsking(false)} />
  ) : (
    <KeySheet groups={groups} vault={vault} onKept={() => setAsking(true)} />
  );
}
