/** The preview's rows, fetched in blocks as they come into sight. */
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { commands, type ImportRow, type RowState } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";

const block = 100;

export type Rows = {
  /** whether one that has been fetched waits for a decision */ waiting: boolean;
  at: (index: number) => ImportRow | undefined;
  onRange: (from: number, to: number) => void;
};

/** `n` is another with every plan, so that no row of one is shown in the next. */
export function useRows(session: number, state: RowState | null, n: number): Rows {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const numbers = Array.from({ length: range.last - range.first + 1 }, (_, at) => range.first + at);
  const blocks = useQueries({
    queries: numbers.map((at) =>
      read("importRows", [n, state, at], ["import"], () =>
        commands.importRows(session, state, at * block, block),
      ),
    ),
  });
  return {
    waiting: blocks.some(({ data }) => data?.some(({ decision }) => decision === "")),
    at: (index) => blocks[Math.floor(index / block) - range.first]?.data?.[index % block],
    onRange: (from, to) => {
      const first = Math.floor(from / block);
      const last = Math.max(first, Math.floor(Math.max(from, to - 1) / block));
      setRange((was) => (was.first === first && was.last === last ? was : { first, last }));
    },
  };
}
