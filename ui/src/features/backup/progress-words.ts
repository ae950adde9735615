/** Long work in words: which phase it is in, and how far. */
import type { JobEvent } from "../../ipc/bindings.ts";
import { bytes, percent } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";

export function jobPhase(
  job: JobEvent | undefined,
  fallback: "backup" | "look" | "drill" | "restore" | "export",
): string {
  const phase = job?.progress?.phase;
  return (phase && message(phase)) || t(`ui.job.${fallback}`);
}

/** What a backup and a restore count is bytes; what a drill compares is tables. */
export function jobDetail(job: JobEvent | undefined): string {
  const progress = job?.progress;
  if (!progress?.done) return "";
  if (!progress.total) return progress.phase.startsWith("progress.drill_") ? "" : bytes(progress.done);
  if (progress.phase.startsWith("progress.drill_")) return `${progress.done} / ${progress.total}`;
  const share = percent(Math.floor((progress.done / progress.total) * 100) * 100);
  return `${bytes(progress.done)} / ${bytes(progress.total)} · ${share}`;
}
