/** Long work in words: which phase it is in, and how far in the phase's own unit. */
import type { JobEvent } from "../../ipc/bindings.ts";
import { bytes, number, percent } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";

export function jobPhase(job: JobEvent | undefined, fallback: "backup" | "restore" | "export"): string {
  const phase = job?.progress?.phase;
  return (phase && message(phase)) || t(`ui.job.${fallback}`);
}

/** Above this, a count is one of bytes: no vault holds so many records. */
const recordsAtMost = 1_000_000;

export function jobDetail(job: JobEvent | undefined): string {
  const progress = job?.progress;
  if (!progress) return "";
  const write = (progress.total ?? progress.done) > recordsAtMost ? bytes : number;
  if (!progress.total) return write(progress.done);
  const share = percent(Math.floor((progress.done / progress.total) * 100) * 100);
  return `${write(progress.done)} / ${write(progress.total)} · ${share}`;
}
