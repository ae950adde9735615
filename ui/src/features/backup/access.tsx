/** Another way into the same storage: tried before it takes the place of the present one. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Row } from "../../components/row.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupAccess, type BackupTarget, commands } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import style from "./backup.module.css";
import { type CloudDraft, CloudFields, fieldOf, isFilled, noCloud, speaks } from "./cloud-fields.tsx";

type Props = { target: BackupTarget; access: BackupAccess };

export function Access({ target, access }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Row label={t("ui.backup.access")} detail={t("ui.backup.access_detail")}>
        <Button kind="line" aria-expanded={open} onPress={() => setOpen(!open)}>
          {t(open ? "ui.cancel" : "ui.backup.access_change")}
        </Button>
      </Row>
      {open && <AccessForm target={target} access={access} onDone={() => setOpen(false)} />}
    </>
  );
}

function AccessForm({ target, access, onDone }: Props & { onDone: () => void }) {
  const [draft, setDraft] = useState<CloudDraft>({
    ...noCloud,
    ...access.speaks,
    address: target.folder,
    user: access.user,
  });
  const save = useAction(async () => {
    const { address, user, password } = draft;
    const made = await commands.backupChangeAccess(target.id, speaks(draft), address, user, password);
    queryClient.setQueryData(backupState.queryKey, made);
    toast(t("ui.backup.access_done"));
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFilled(draft)) void save.run();
  };
  const elsewhere = save.error && fieldOf(save.error) === null && !isKind(save.error, "cancelled");
  return (
    <form className={style.setup} onSubmit={submit} aria-label={t("ui.backup.access_change")}>
      <CloudFields draft={draft} error={save.error} onChange={setDraft} />
      {elsewhere && save.error && (
        <Notice tone="bad" live>
          {sentence(save.error)}
        </Notice>
      )}
      <div className={style.row}>
        <Button kind="main" type="submit" busy={save.busy} isDisabled={!isFilled(draft)}>
          {t("ui.backup.access_do")}
        </Button>
        {save.busy && (
          <Button onPress={() => void commands.jobCancel("backup").catch(() => undefined)}>
            {t("ui.stop")}
          </Button>
        )}
      </div>
    </form>
  );
}
