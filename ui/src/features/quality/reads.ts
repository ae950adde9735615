/** What the latest look for duplicates left, and looking anew. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useAction } from "../../ipc/action.ts";
import { commands, type DuplicatePair } from "../../ipc/bindings.ts";
import { invalidate, read } from "../../ipc/query.ts";

export type Kind = "unit" | "contact";
/** The likeliest; further ones come up once these are settled. */
const SHOWN = 300;

export const keyOf = ({ first, second }: DuplicatePair) => `${first.id} ${second.id}`;

export function useDuplicates(kind: Kind) {
  const list = useQuery(
    read("duplicates", [kind], [kind, "post", "address", "official_id", "distinct_pair", "duplicates"], () =>
      commands.duplicatesList(kind, 0, SHOWN),
    ),
  );
  const look = useAction(async (of: Kind) => {
    await commands.duplicatesSweep(of);
    await invalidate(["duplicates"]);
  }, "in turn");
  const { run } = look;
  const started = useRef<Kind | null>(null);
  const never = list.data?.swept_at === null;
  useEffect(() => {
    // Who comes here wants to see them; stopped once, it waits to be asked.
    if (!never || started.current === kind) return;
    started.current = kind;
    void run(kind);
  }, [never, kind, run]);
  return { list, look };
}
