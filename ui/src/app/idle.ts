/**
 * Tells the shell now and then that somebody is here, so that auto-lock counts from the last touch: a vault may
 * be open, also one whose recovery key is just being written down, or a backup that is looked at.
 */
import { useEffect } from "react";
import { commands } from "../ipc/bindings.ts";

const atMostEvery = 20_000;

export function useIdleTouch(): void {
  useEffect(() => {
    let last = 0;
    const touch = () => {
      const now = performance.now();
      if (last !== 0 && now - last < atMostEvery) return;
      last = now;
      // A touch that fails harms nobody: the vault locks a little earlier.
      commands.touch().catch(() => undefined);
    };
    const kinds = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
    for (const kind of kinds) window.addEventListener(kind, touch, { passive: true, capture: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, touch, { capture: true });
    };
  }, []);
}
