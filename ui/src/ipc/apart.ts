/**
 * A backup looked at with no vault open. What it calls its fields and choices is known to the page for as long
 * as it is looked at; then all of it is forgotten, as with a lock.
 */
import { commands, type Snapshot } from "./bindings.ts";
import { catalog, forgetRecords, queryClient } from "./query.ts";
import { nameOwn } from "./words.ts";

/** `session` is of the backups that were opened to be restored. */
export async function openApart(session: number, snapshot: string): Promise<Snapshot> {
  const opened = await commands.apartOpen(session, snapshot);
  queryClient.setQueryData(catalog.queryKey, opened.catalog);
  nameOwn(opened.catalog);
  return opened.version;
}

export async function closeApart(): Promise<void> {
  forgetRecords();
  await commands.insideClose();
}
