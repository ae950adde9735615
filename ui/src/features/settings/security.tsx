/** Locking, the passphrase, and the recovery key. */
import { useQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { EmergencySheet } from "../../components/emergency-sheet.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import type { AppState } from "../../ipc/bindings.ts";
import { proofs } from "../../ipc/proofs.ts";
import { backupState } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { ChangePassphrase } from "./change-passphrase.tsx";
import { Rekey } from "./rekey.tsx";
import { RenewRecovery } from "./renew-recovery.tsx";
import style from "./settings.module.css";
import type { SetSetting } from "./use-setting.ts";

const waits = [1, 5, 10, 15, 30, 60, 240, 0];

function waitWord(minutes: number): string {
  if (minutes === 0) return t("ui.settings.lock_never");
  return minutes % 60 === 0
    ? t("ui.settings.lock_hours", { n: minutes / 60 })
    : t("ui.settings.lock_minutes", { n: minutes });
}

export function Security({ state, set }: { state: AppState; set: SetSetting }) {
  const [open, setOpen] = useState<"passphrase" | "recovery" | "key" | null>(null);
  const backups = useQuery(backupState).data?.targets ?? [];
  const proved = useQuery(proofs).data?.proved_at;
  const minutes = state.settings.auto_lock_min;
  const options = [...new Set([...waits, minutes])].map((n) => ({ id: `${n}`, label: waitWord(n) }));
  const done = () => setOpen(null);
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
        {state.vault?.sample ? (
          <Row label={t("ui.settings.sample_keys")} detail={t("ui.settings.sample_keys_detail")} />
        ) : (
          <>
            <Row label={t("ui.unlock.passphrase")} detail={t("ui.settings.passphrase_detail")}>
              <Button kind="line" onPress={() => setOpen("passphrase")}>
                {t("ui.settings.passphrase_change")}
              </Button>
            </Row>
            <Row label={t("ui.unlock.recovery_key")} detail={t("ui.settings.recovery_detail")}>
              <Button kind="line" onPress={() => setOpen("recovery")}>
                {t("ui.recovery.renew")}
              </Button>
            </Row>
            <Row label={t("ui.rekey.title")} detail={t("ui.rekey.detail")}>
              <Button kind="line" isDisabled={open === "key"} onPress={() => setOpen("key")}>
                {t("ui.rekey.open")}
              </Button>
            </Row>
            {open === "key" && (
              <div className={style.inset}>
                <Rekey vault={state.vault?.name ?? ""} onCancel={done} />
              </div>
            )}
            <Row label={t("ui.sheet.title")} detail={t("ui.sheet.detail")}>
              <Button kind="line" icon={Printer} onPress={() => window.print()}>
                {t("ui.sheet.print")}
              </Button>
            </Row>
            <div data-print>
              <EmergencySheet
                vault={state.vault?.name ?? ""}
                folder={state.vault?.folder ?? ""}
                backups={backups}
                {...(typeof proved === "number" && { proved: instant(proved) })}
              />
            </div>
          </>
        )}
      </Part>
      <Dialog title={t("ui.settings.passphrase_change")} isOpen={open === "passphrase"} onClose={done}>
        <ChangePassphrase vault={state.vault?.name ?? ""} onDone={done} />
      </Dialog>
      <Dialog title={t("ui.recovery.renew")} isOpen={open === "recovery"} onClose={done}>
        <RenewRecovery onCancel={done} />
      </Dialog>
    </>
  );
}
