/** For work that waits on the way: what is shown by then. */
import { type RefObject, useLayoutEffect, useRef } from "react";

/** A value as it stands by now; null once nobody shows it any more. */
export function useLatest<T>(value: T): RefObject<T | null> {
  const latest = useRef<T | null>(null);
  useLayoutEffect(() => {
    latest.current = value;
    return () => {
      latest.current = null;
    };
  }, [value]);
  return latest;
}
