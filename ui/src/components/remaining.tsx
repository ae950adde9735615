/** How long there is until an hour, or since it was to be: told anew each minute, the hour itself on pointing. */
import { CircleAlert } from "lucide-react";
import { hasPassed, instant, remaining } from "../lib/format.ts";
import { useNow } from "../lib/now.ts";
import { Mark } from "./chip.tsx";

export function Remaining({ by }: { by: number }) {
  const now = useNow();
  const words = remaining(by, now);
  return (
    <span title={instant(by)} data-remaining>
      {hasPassed(by, now) ? (
        <Mark tone="bad" icon={CircleAlert}>
          {words}
        </Mark>
      ) : (
        words
      )}
    </span>
  );
}
