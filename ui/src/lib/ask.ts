/**
 * Things asked for from anywhere that a screen does: log a conversation, a new customer, a new task. The screen
 * that shows the box answers; where none is up yet, the wish waits for the next one that can.
 */
import { useEffect, useRef } from "react";

export type Wish =
  | "log"
  | "log_here"
  | "new_customer"
  | "new_task"
  | "quick"
  | "new_record"
  | "palette"
  | "find"
  | "as_of"
  | "hand_over"
  | "mail"
  | "urge"
  | "checklist";

const answering: { wish: Wish; run: () => void }[] = [];
let waiting: Wish | null = null;

/** Asks the last screen that answers to `wish`. */
export function ask(wish: Wish): void {
  const found = answering.findLast((one) => one.wish === wish);
  waiting = found ? null : wish;
  found?.run();
}

/** Asks the next screen that comes up and answers to `wish`: the one that is being opened. */
export function askNext(wish: Wish): void {
  waiting = wish;
}

/** Answers to `wish` while the caller is on screen. */
export function useAnswer(wish: Wish, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const mine = { wish, run: () => latest.current() };
    answering.push(mine);
    if (waiting === wish) {
      waiting = null;
      mine.run();
    }
    return () => {
      answering.splice(answering.indexOf(mine), 1);
    };
  }, [wish]);
}
