/** The rail's word on the backup: a shape and when, leading to the backup place. */
import { useQuery } from "@tanstack/react-query";
import type { BackupState } from "../ipc/bindings.ts";
import { useJob } from "../ipc/job.ts";
import { watchedBackup } from "../ipc/query.ts";
import { ago } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { useNow } from "../lib/now.ts";
import { go } from "../lib/place.ts";
import style from "./rail.module.css";

export type Light = { tone: "ok" | "warn" | "bad" | "quiet"; text: string };

export function lightOf(state: BackupState, running: boolean, now: number): Light {
  if (running || state.running) return { tone: "quiet", text: t("ui.backup_light.running") };
  if (!state.target) return { tone: "warn", text: t("ui.backup_light.no_target") };
  if (state.last_error) return { tone: "bad", text: t("ui.backup_light.failed") };
  if (state.target.last_ok_at === null) return { tone: "warn", text: t("ui.backup_light.none") };
  if (state.target.due) return { tone: "warn", text: t("ui.backup_light.due") };
  if (state.older_error) return { tone: "warn", text: t("ui.backup_light.older") };
  return { tone: "ok", text: t("ui.backup_light.ok", { when: ago(state.target.last_ok_at, now) }) };
}

export function BackupLight() {
  const { data } = useQuery(watchedBackup);
  const running = useJob("backup") !== undefined;
  const now = useNow();
  if (!data) return null;
  const light = lightOf(data, running, now);
  return (
    <button type="button" className={style.light} title={light.text} onClick={() => go({ at: "backup" })}>
      <span className={style.dot} data-tone={light.tone} aria-hidden />
      <span className={style.word}>{light.text}</span>
    </button>
  );
}
