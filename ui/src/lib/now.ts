/** The present, for words like “2 hours ago”; refreshed each minute, never used for anything that is stored. */
import { useEffect, useState } from "react";

export function useNow(every = 60_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
