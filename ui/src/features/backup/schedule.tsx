/** Of one place: its name, when backups run by themselves, how many versions stay. Each change applies at once. */
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { NumberField, TimeField } from "../../components/number-field.tsx";
import { Row } from "../../components/row.tsx";
import { toast } from "../../components/toast.tsx";
import { Check, Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupState, type BackupTarget, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import { whileSaving } from "../../lib/status.ts";
import { Access } from "./access.tsx";
import style from "./backup.module.css";

type Rules = Pick<
  BackupTarget,
  | "schedule"
  | "at"
  | "keep_daily"
  | "keep_weekly"
  | "keep_monthly"
  | "keep_yearly"
  | "most_bytes"
  | "patience_days"
>;

const gigabyte = 1_000_000_000;

const show = (state: BackupState) => queryClient.setQueryData(backupState.queryKey, state);

export function Schedule({ target }: { target: BackupTarget }) {
  const [name, setName] = useState(target.name);
  const save = useAction(
    async (work: () => Promise<BackupState>) => void show(await whileSaving(work)),
    "in turn",
  );
  // Onto what stands by then: of two quick changes none takes the other back.
  const set = (change: Partial<Rules>) =>
    void save.run(() => {
      const now = queryClient.getQueryData<BackupState>(backupState.queryKey);
      const held = now?.targets.find(({ id }) => id === target.id) ?? target;
      const { schedule, at, keep_daily, keep_weekly, keep_monthly, keep_yearly, most_bytes, patience_days } =
        {
          ...held,
          ...change,
        };
      const keep = { keep_daily, keep_weekly, keep_monthly, keep_yearly };
      const rhythm = { schedule, at, ...keep, most_bytes, patience_days };
      return commands.backupSetSchedule(target.id, rhythm);
    });
  const naming = useAction(async () => show(await whileSaving(commands.backupRename(target.id, name))));
  const rename = () => {
    if (name.trim() !== target.name) void naming.run();
  };
  const forget = useAction(async () => {
    show(await commands.backupForget(target.id));
    toast(t("ui.backup.forgotten", { name: target.name }), {
      label: t("ui.undo"),
      run: () => void commands.backupTakeBack(target.id).then(show, (error) => toast(sentence(error))),
    });
  });
  const refused = naming.error ?? save.error ?? forget.error;
  const keeps = [
    { key: "keep_daily", label: t("ui.backup.keep_daily"), max: 60 },
    { key: "keep_weekly", label: t("ui.backup.keep_weekly"), max: 52 },
    { key: "keep_monthly", label: t("ui.backup.keep_monthly"), max: 60 },
    { key: "keep_yearly", label: t("ui.backup.keep_yearly"), max: 60 },
  ] as const;
  return (
    <>
      <Row label={t("ui.backup.name")}>
        <Field
          aria-label={t("ui.backup.name")}
          value={name}
          maxLength={60}
          onChange={setName}
          onBlur={rename}
          onKeyDown={(event) => event.key === "Enter" && !isComposing(event) && rename()}
        />
      </Row>
      <Row
        label={t("ui.backup.when")}
        detail={t(target.schedule === "leaving" ? "ui.backup.when_leaving" : "ui.backup.when_detail")}
      >
        <Segments
          label={t("ui.backup.when")}
          value={target.schedule}
          onChange={(schedule) => set({ schedule })}
          options={[
            { id: "off", label: t("ui.backup.schedule.off") },
            { id: "daily", label: t("ui.backup.schedule.daily") },
            { id: "weekly", label: t("ui.backup.schedule.weekly") },
            { id: "leaving", label: t("ui.backup.schedule.leaving") },
          ]}
        />
        <TimeField
          label={t("ui.backup.at")}
          value={target.at}
          isDisabled={target.schedule === "off" || target.schedule === "leaving"}
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
      <Row label={t("ui.backup.limit")} detail={t("ui.backup.limit_detail")}>
        <Check
          value={target.most_bytes !== null}
          onChange={(on) => set({ most_bytes: on ? 50 * gigabyte : null })}
        >
          {t("ui.backup.limit_on")}
        </Check>
        {target.most_bytes !== null && (
          <span className={style.keep}>
            <NumberField
              label={t("ui.backup.limit_gb")}
              value={Math.max(1, Math.round(target.most_bytes / gigabyte))}
              min={1}
              max={100_000}
              onChange={(n) => set({ most_bytes: n * gigabyte })}
            />
            GB
          </span>
        )}
      </Row>
      {target.access && <Access target={target} access={target.access} />}
      <Row label={t("ui.backup.patience")} detail={t("ui.backup.patience_detail")}>
        <span className={style.keep}>
          <NumberField
            label={t("ui.backup.patience")}
            value={target.patience_days}
            min={1}
            max={365}
            onChange={(patience_days) => set({ patience_days })}
          />
          {t("ui.backup.patience_days", { n: target.patience_days })}
        </span>
      </Row>
      <Row label={t("ui.backup.leave")} detail={t("ui.backup.leave_detail")}>
        <Button
          kind="line"
          onPress={() => void save.run(() => commands.backupPause(target.id, !target.paused))}
        >
          {t(target.paused ? "ui.backup.resume" : "ui.backup.pause")}
        </Button>
        <Button kind="line" busy={forget.busy} onPress={() => void forget.run()}>
          {t("ui.backup.forget")}
        </Button>
      </Row>
      {refused && (
        <Notice tone="bad" live>
          {sentence(refused)}
        </Notice>
      )}
    </>
  );
}
