/** The long work under way (import, export, backup, restore, filling search), as its events tell it. */
import { say } from "../lib/status.ts";
import { createStore, usePart, useStore } from "../lib/store.ts";
import { events, type JobEvent } from "./bindings.ts";

export type JobName =
  | "import"
  | "export"
  | "backup"
  | "look"
  | "bring"
  | "drill"
  | "check"
  | "restore"
  | "attach"
  | "sweep"
  | "undo"
  | "rekey"
  | "leave"
  | "warm";
/** How fast a phase goes: where it stood when it was first heard of, and when that was. */
type Begun = { readonly phase: string; readonly done: number; readonly at: number };

const jobs = createStore<Partial<Record<JobName, JobEvent>>>({});
const begun = new Map<JobName, Begun>();

function note({ job, progress }: JobEvent): void {
  if (!progress) return void begun.delete(job as JobName);
  if (begun.get(job as JobName)?.phase === progress.phase) return;
  begun.set(job as JobName, { phase: progress.phase, done: progress.done, at: performance.now() });
}

/** Before this a rate is a guess. */
const SETTLED_MS = 3_000;

/** So much a second, and so many seconds left where the end is known; nothing before that can be told. */
export function paceOf(
  { job, progress }: JobEvent,
  now = performance.now(),
): { rate: number; left: number | null } | null {
  const from = begun.get(job as JobName);
  if (!progress || !from || now - from.at < SETTLED_MS) return null;
  const rate = ((progress.done - from.done) / (now - from.at)) * 1_000;
  if (rate <= 0) return null;
  return { rate, left: progress.total === null ? null : Math.max(0, progress.total - progress.done) / rate };
}

/**
 * What was said before work began or failed is not how things stand any more. The end of what went well is told by
 * whoever asked for it, and filling search is nobody's work.
 */
function isNews({ job, finished, error }: JobEvent): boolean {
  if (job === "warm") return false;
  return finished ? error !== null : !(job in jobs.get());
}

/** Follows `job` events for as long as the window lives. Returns the way to stop, for tests. */
export function followJobs(): () => void {
  const stop = events.on("job", (event) => {
    note(event);
    if (isNews(event)) say(null);
    jobs.set((was) => {
      const { [event.job as JobName]: _gone, ...others } = was;
      return event.finished ? others : { ...others, [event.job]: event };
    });
  });
  return () => void stop.then((off) => off());
}

/** Where a phase ends, as far as is known: one that is at its end and goes on says no longer when it will be over. */
export function openEnd(progress: JobEvent["progress"] | undefined): number | null {
  return progress?.total && progress.done < progress.total ? progress.total : null;
}

/** The job's latest word while it runs; undefined when it does not. */
export function useJob(name: JobName): JobEvent | undefined {
  return usePart(jobs, (now) => now[name]);
}

/** Whether it runs, for who is not to be drawn anew with each step of it. */
export function useJobRuns(name: JobName): boolean {
  return usePart(jobs, (now) => now[name] !== undefined);
}

export function useJobs(): Partial<Record<JobName, JobEvent>> {
  return useStore(jobs);
}
