/** One thing the user asked for: whether it is under way, and why it was refused. */
import { useCallback, useRef, useState } from "react";
import type { WireError } from "./bindings.ts";
import { toWireError } from "./error.ts";

export type Action<A extends unknown[], T> = {
  /** resolves to undefined where it failed; the reason is in `error` */
  run: (...args: A) => Promise<T | undefined>;
  busy: boolean;
  error: WireError | null;
  clear: () => void;
};

export function useAction<A extends unknown[], T>(work: (...args: A) => Promise<T>): Action<A, T> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const latest = useRef(work);
  latest.current = work;
  const run = useCallback(async (...args: A) => {
    setBusy(true);
    setError(null);
    try {
      return await latest.current(...args);
    } catch (reason) {
      setError(toWireError(reason));
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);
  return { run, busy, error, clear: useCallback(() => setError(null), []) };
}
