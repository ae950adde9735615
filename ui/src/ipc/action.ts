/** One thing the user asked for: whether it is under way, and why it was refused. */
import { useCallback, useRef, useState } from "react";
import { once } from "../lib/once.ts";
import { turns } from "../lib/turns.ts";
import type { WireError } from "./bindings.ts";
import { toWireError } from "./error.ts";

export type Action<A extends unknown[], T> = {
  /** resolves to undefined where it failed, the reason being in `error`, and where it was under way already */
  run: (...args: A) => Promise<T | undefined>;
  busy: boolean;
  error: WireError | null;
  clear: () => void;
};

/** What is asked for again while it is under way: the same thing is not sent twice, each of several has its turn. */
type Again = "once" | "in turn";

export function useAction<A extends unknown[], T>(
  work: (...args: A) => Promise<T>,
  again: Again = "once",
): Action<A, T> {
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<WireError | null>(null);
  const latest = useRef(work);
  latest.current = work;
  const [guard] = useState(() => (again === "once" ? once() : turns()));
  const run = useCallback(
    (...args: A) =>
      guard(async () => {
        setPending((was) => was + 1);
        setError(null);
        try {
          return await latest.current(...args);
        } catch (reason) {
          setError(toWireError(reason));
          return undefined;
        } finally {
          setPending((was) => was - 1);
        }
      }),
    [guard],
  );
  return { run, busy: pending > 0, error, clear: useCallback(() => setError(null), []) };
}
