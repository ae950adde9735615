/**
 * Writes go to the core one after the other, each with the revisions the one before it left behind: a value typed, a
 * block pasted and records deleted in quick succession are no conflict with each other.
 */
import type { Applied, Id } from "../ipc/bindings.ts";
import type { RowRef } from "./model.ts";
import type { GridRun } from "./state.ts";

/** The newest revision known: a line's own, or the one a write just before left behind. */
export function revOf(run: GridRun, id: Id): number {
  const line = run.props.lines.locate(id)?.row.line;
  return Math.max(run.revs.get(id) ?? 0, line?.kind === "record" ? line.rev : 0);
}

/** Records as they were read, with what writes left behind since. */
export function newest(run: GridRun, rows: readonly RowRef[]): RowRef[] {
  return rows.map(({ id, rev }) => ({ id, rev: Math.max(rev, run.revs.get(id) ?? 0) }));
}

/** Does `work` after all writes asked for before it, and shows at once what it changed. Null: nothing was written. */
export function inTurn(run: GridRun, work: () => Promise<Applied | null>): Promise<void> {
  const done = run.queue.then(work).then((applied) => {
    const kept = applied?.records.filter(({ deleted }) => !deleted) ?? [];
    for (const { id, rev } of kept) run.revs.set(id, rev);
    run.props.lines.patch(kept);
  });
  run.queue = done.catch(() => undefined);
  return done;
}
