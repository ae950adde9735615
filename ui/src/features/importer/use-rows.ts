/** The preview's rows, fetched in blocks as they come into sight. */
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { commands, type ImportRow, type RowState } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";

const block = 100;

export type Rows = {
  at: (index: number) => ImportRow | undefined;
  onRange: (from: number, to: number) => void;
};

/** `version` changes with every new plan, so that decided rows are read anew. */
export function useRows(session: number, state: RowState | null, version: number): Rows {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const numbers = Array.from({ length: range.last - range.first + 1 }, (_, n) => range.first + n);
  const blocks = useQueries({
    queries: numbers.map((n) =>
      read("importRows", [session, state, version, n], ["import"], () =>
        commands.importRows(session, state, n * block, block),
      ),
    ),
  });
  return {
    at: (index) => blocks[Math.floor(index / block) - range.first]?.data?.[index % block],
    onRange: (from, to) => {
      const first = Math.floor(from / block);
      const last = Math.max(first, Math.floor(Math.max(from, to - 1) / block));
      setRange((was) => (was.first === first && was.last === last ? was : { first, last }));
    },
  };
}
