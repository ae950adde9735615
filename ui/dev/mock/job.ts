/** Long work in steps: sends progress, stops when told to, and says how it ended. */
import type { Job } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { pause, wireError, world } from "./world.ts";

const stopped = new Set<string>();
/** What wakes a job that is between two steps, so that stopping does not wait for the pace. */
const sleepers = new Map<string, () => void>();

const nextStep = (job: string, ms: number): Promise<void> =>
  new Promise((go) => {
    sleepers.set(job, go);
    void pause(ms).then(go);
  });

export async function runJob<T>(job: Job, phases: [string, number][], end: () => T): Promise<T> {
  stopped.delete(job);
  const home = world;
  for (const [phase, total] of phases) {
    for (let done = 0; done <= 4; done += 1) {
      emit("job", {
        job,
        progress: { phase: `progress.${phase}`, done: Math.round((total * done) / 4), total },
        finished: false,
        error: null,
      });
      await nextStep(job, home.pace);
      // The world ended meanwhile: a test that is over sends nothing into the next.
      if (home !== world) return new Promise<never>(() => undefined);
      if (stopped.has(job)) {
        const error = wireError("cancelled", "ui.error.cancelled");
        emit("job", { job, progress: null, finished: true, error });
        throw error;
      }
    }
  }
  const value = end();
  emit("job", { job, progress: null, finished: true, error: null });
  return value;
}

export function stopJob(job: string): null {
  stopped.add(job);
  sleepers.get(job)?.();
  return null;
}
