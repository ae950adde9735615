/** At the foot: when the last backup was made and when it was last proved to restore, leading to the backup place. */
import { useQuery } from "@tanstack/react-query";
import { failedText, failing, isIdle, isOlderWrong } from "../ipc/backup.ts";
import type { BackupState, ProofState } from "../ipc/bindings.ts";
import { useJobRuns } from "../ipc/job.ts";
import { proofs } from "../ipc/proofs.ts";
import { watchedBackup } from "../ipc/query.ts";
import { ago } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { useNow } from "../lib/now.ts";
import { go } from "../lib/place.ts";
import style from "./status-line.module.css";

type Light = { tone: "ok" | "warn" | "bad" | "quiet"; text: string };

function backupOf(state: BackupState, running: boolean, now: number): Light {
  if (running || state.running) return { tone: "quiet", text: t("ui.backup_light.running") };
  if (state.damaged_at !== null) return { tone: "bad", text: t("ui.backup_light.damaged") };
  if (!state.target) return { tone: "warn", text: t("ui.backup_light.no_target") };
  // Of several places the one that speaks for all may be well while another fails.
  if (failing(state).length > 0) return { tone: "bad", text: failedText(state) };
  if (state.target.last_ok_at === null) return { tone: "warn", text: t("ui.backup_light.none") };
  if (isIdle(state)) return { tone: "warn", text: t("ui.backup_light.idle") };
  if (state.target.due) return { tone: "warn", text: t("ui.backup_light.due") };
  if (isOlderWrong(state)) return { tone: "warn", text: t("ui.backup_light.older") };
  return { tone: "ok", text: t("ui.backup_light.ok", { when: ago(state.target.last_ok_at, now) }) };
}

const gravity = ["quiet", "ok", "warn", "bad"] as const;

function proofOf(state: ProofState, now: number): Light {
  if (state.drills[0]?.passed === false) return { tone: "bad", text: t("ui.proof_light.failed") };
  if (state.overdue) return { tone: "warn", text: t("ui.proof_light.overdue") };
  if (state.proved_at === null) return { tone: "quiet", text: t("ui.proof_light.none") };
  if (state.unproved.length > 0) {
    const n = state.places - state.unproved.length;
    return { tone: "quiet", text: t("ui.proof_light.some", { n, all: state.places }) };
  }
  return { tone: "ok", text: t("ui.proof_light.ok", { when: ago(state.proved_at, now) }) };
}

export function BackupLight() {
  const backup = useQuery(watchedBackup).data;
  const { data } = useQuery(proofs);
  const running = useJobRuns("backup");
  const now = useNow();
  if (!backup) return null;
  const lights = [backupOf(backup, running, now)];
  // That the proofs cannot be read does not hide how the backup stands.
  if (backup.target && data) lights.push(proofOf(data, now));
  const worst = Math.max(...lights.map(({ tone }) => gravity.indexOf(tone)));
  const text = lights.map((light) => light.text).join(" · ");
  return (
    <button type="button" className={style.light} title={text} onClick={() => go({ at: "backup" })}>
      <span className={style.dot} data-tone={gravity[worst]} aria-hidden />
      <span className={style.words}>{text}</span>
    </button>
  );
}
