/** “Log a conversation”, asked for from anywhere: an open customer's box answers, else the box that asks for whom. */
import { useEffect } from "react";

const boxes: (() => void)[] = [];

/** Answers the request while the caller is on screen; the last one to appear is asked. */
export function useLogBox(focus: () => void): void {
  useEffect(() => {
    boxes.push(focus);
    return () => {
      boxes.splice(boxes.indexOf(focus), 1);
    };
  }, [focus]);
}

export function requestLog(): void {
  boxes.at(-1)?.();
}
