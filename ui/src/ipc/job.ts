/** The long work under way (import, export, backup, restore, bringing files in), as its events tell it. */
import { createStore, useStore } from "../lib/store.ts";
import { events, type JobEvent } from "./bindings.ts";

export type JobName =
  | "import"
  | "export"
  | "backup"
  | "look"
  | "drill"
  | "check"
  | "restore"
  | "attach"
  | "sweep"
  | "rekey";
const jobs = createStore<Partial<Record<JobName, JobEvent>>>({});

/** Follows `job` events for as long as the window lives. Returns the way to stop, for tests. */
export function followJobs(): () => void {
  const stop = events.on("job", (event) => {
    jobs.set((was) => {
      const { [event.job as JobName]: _gone, ...others } = was;
      return event.finished ? others : { ...others, [event.job]: event };
    });
  });
  return () => void stop.then((off) => off());
}

/** The job's latest word while it runs; undefined when it does not. */
export function useJob(name: JobName): JobEvent | undefined {
  return useStore(jobs)[name];
}

export function useJobs(): Partial<Record<JobName, JobEvent>> {
  return useStore(jobs);
}
