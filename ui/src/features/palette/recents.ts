/** The records looked at last, for an empty palette; in memory only. */
import { useQueries } from "@tanstack/react-query";
import { useEffect } from "react";
import { commands, events, type RecordDto } from "../../ipc/bindings.ts";
import { catalog, queryClient, read } from "../../ipc/query.ts";
import { type RecordRef, usePlace } from "../../lib/place.ts";
import { createStore, useStore } from "../../lib/store.ts";

const KEPT = 6;
const recents = createStore<readonly RecordRef[]>([]);

// A locked vault leaves no trail.
void events.on("phase", () => recents.set([]));

export function useKeepRecents(): void {
  const { record } = usePlace();
  useEffect(() => {
    if (record)
      recents.set((was) => [record, ...was.filter(({ id }) => id !== record.id)].slice(0, KEPT + 1));
  }, [record]);
}

export type Recent = { ref: RecordRef; title: string };

function titleOf(record: RecordDto): string {
  const entities = queryClient.getQueryData(catalog.queryKey)?.entities ?? [];
  const key = entities.find((one) => one.key === record.entity)?.title_field ?? "legal_name";
  const value = record.values[key];
  return value?.t === "text" ? value.v : "";
}

/** The last ones but the one on screen, newest first. */
export function useRecents(): Recent[] {
  const { record } = usePlace();
  const refs = useStore(recents)
    .filter(({ id }) => id !== record?.id)
    .slice(0, KEPT);
  const found = useQueries({
    queries: refs.map(({ entity, id }) =>
      read("record", [entity, id], [entity], () => commands.recordGet(entity, id)),
    ),
  });
  return refs.flatMap((ref, at) => {
    const data = found[at]?.data;
    const title = data && !data.deleted ? titleOf(data) : "";
    return title ? [{ ref, title }] : [];
  });
}
