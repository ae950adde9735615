/**
 * A backup looked at with no vault open. What it calls its fields and choices is known to the page for as long
 * as it is looked at; then all of it is forgotten, as with a lock.
 */
import { commands, type Snapshot, type WireError } from "./bindings.ts";
import { catalog, forgetRecords, queryClient } from "./query.ts";
import { nameOwn } from "./words.ts";

/** How many looks began or ended: what is answered to one that is over is of nobody's concern any more. */
let looks = 0;

/**
 * `session` is of the backups that were opened to be restored. Refused as cancelled where the look was left before
 * the answer came: whoever left has forgotten what was known, and nobody would forget it again.
 */
export async function openApart(session: number, snapshot: string): Promise<Snapshot> {
  looks += 1;
  const own = looks;
  const opened = await commands.apartOpen(session, snapshot);
  if (own !== looks) {
    throw { kind: "cancelled", key: "error.cancelled", field: null, values: {} } satisfies WireError;
  }
  queryClient.setQueryData(catalog.queryKey, opened.catalog);
  nameOwn(opened.catalog);
  return opened.version;
}

export async function closeApart(): Promise<void> {
  looks += 1;
  forgetRecords();
  await commands.insideClose();
}
