/** Where backups go, when they run by themselves, and how many versions stay. Each change applies at once. */
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Notice } from "../../components/notice.tsx";
import { NumberField, TimeField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupTarget, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { bytes } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./backup.module.css";

type Rules = Pick<BackupTarget, "schedule" | "at" | "keep_daily" | "keep_weekly" | "keep_monthly">;

export function Schedule({ target, onChange }: { target: BackupTarget; onChange: () => void }) {
  const save = useAction(async (change: Partial<Rules>) => {
    const next = { ...target, ...change };
    const state = await whileSaving(
      commands.backupSetSchedule(
        next.schedule,
        next.at,
        next.keep_daily,
        next.keep_weekly,
        next.keep_monthly,
      ),
    );
    queryClient.setQueryData(backupState.queryKey, state);
  });
  const set = (change: Partial<Rules>) => void save.run(change);
  const keeps = [
    { key: "keep_daily", label: t("ui.backup.keep_daily"), max: 60 },
    { key: "keep_weekly", label: t("ui.backup.keep_weekly"), max: 52 },
    { key: "keep_monthly", label: t("ui.backup.keep_monthly"), max: 60 },
  ] as const;
  return (
    <Part title={t("ui.backup.plan")}>
      <Row
        label={<span data-selectable>{target.folder}</span>}
        detail={
          target.connected ? (
            <>
              <Mark tone="ok">{t("ui.backup.connected")}</Mark>
              {target.free_bytes !== null && ` · ${t("ui.backup.free", { size: bytes(target.free_bytes) })}`}
            </>
          ) : (
            <Mark tone="warn">{t("ui.backup.not_connected")}</Mark>
          )
        }
      >
        <Button kind="line" onPress={onChange}>
          {t("ui.backup.change_target")}
        </Button>
      </Row>
      <Row label={t("ui.backup.when")} detail={t("ui.backup.when_detail")}>
        <Segments
          label={t("ui.backup.when")}
          value={target.schedule}
          onChange={(schedule) => set({ schedule })}
          options={[
            { id: "off", label: t("ui.backup.schedule.off") },
            { id: "daily", label: t("ui.backup.schedule.daily") },
            { id: "weekly", label: t("ui.backup.schedule.weekly") },
          ]}
        />
        <TimeField
          label={t("ui.backup.at")}
          value={target.at}
          isDisabled={target.schedule === "off"}
          onChange={(at) => set({ at })}
        />
      </Row>
      <Row label={t("ui.backup.keep")} detail={t("ui.backup.keep_detail")}>
        {keeps.map(({ key, label, max }) => (
          <span key={key} className={style.keep}>
            {label}
            <NumberField
              label={label}
              value={target[key]}
              min={key === "keep_daily" ? 1 : 0}
              max={max}
              onChange={(n) => set({ [key]: n })}
            />
          </span>
        ))}
      </Row>
      {save.error && (
        <Notice tone="bad" live>
          {sentence(save.error)}
        </Notice>
      )}
    </Part>
  );
}
