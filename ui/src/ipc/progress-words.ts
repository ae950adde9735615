/** Long work in words: which phase it is in, and how far. */
import { bytes, percent } from "../lib/format.ts";
import { message, t } from "../lib/i18n.ts";
import type { JobEvent } from "./bindings.ts";
import { paceOf } from "./job.ts";

export function jobPhase(
  job: JobEvent | undefined,
  fallback: "backup" | "look" | "bring" | "drill" | "restore" | "export",
): string {
  const phase = job?.progress?.phase;
  return (phase && message(phase)) || t(`ui.job.${fallback}`);
}

/** What a backup and a restore count is bytes; what a drill compares is tables, and what comes back, records. */
const counted = /^progress\.(drill_|bring_records$|salvage_rows$)/;

export function jobDetail(job: JobEvent | undefined): string {
  const progress = job?.progress;
  if (!progress?.done) return "";
  if (!progress.total) return counted.test(progress.phase) ? "" : bytes(progress.done);
  if (counted.test(progress.phase)) return `${progress.done} / ${progress.total}`;
  const share = percent(Math.floor((progress.done / progress.total) * 100) * 100);
  const said = [`${bytes(progress.done)} / ${bytes(progress.total)}`, share];
  const pace = job && paceOf(job);
  if (pace) said.push(t("ui.job.rate", { rate: bytes(Math.round(pace.rate)) }));
  if (pace && pace.left !== null) said.push(t("ui.job.left", { minutes: Math.round(pace.left / 60) }));
  return said.join(" · ");
}
