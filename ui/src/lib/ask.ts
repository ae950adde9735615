/**
 * Things asked for from anywhere that a screen does: log a conversation, a new customer, a new task. The screen
 * that shows the box answers; where none is up yet, the wish waits for the next one that can.
 */
import { useEffect, useRef } from "react";

export type Wish =
  | "log"
  | "log_here"
  | "new_customer"
  | "new_contact"
  | "new_task"
  | "quick"
  | "new_record"
  | "palette"
  | "find"
  | "as_of"
  | "hand_over"
  | "mail"
  | "urge"
  | "checklist"
  | "wrong"
  | "keys";

/** At whom, and with whom: the box is filled in with that. */
type Named = { id: string; label: string } | null;
export type Given = { unit?: Named; contact?: Named };

const answering: { wish: Wish; run: (given: Given) => void }[] = [];
let waiting: { wish: Wish; given: Given } | null = null;

/** Asks the last screen that answers to `wish`. */
export function ask(wish: Wish, given: Given = {}): void {
  const found = answering.findLast((one) => one.wish === wish);
  waiting = found ? null : { wish, given };
  found?.run(given);
}

/** Asks the next screen that comes up and answers to `wish`: the one that is being opened. */
export function askNext(wish: Wish, given: Given = {}): void {
  waiting = { wish, given };
}

/** Answers to `wish` while the caller is on screen. */
export function useAnswer(wish: Wish, run: (given: Given) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const mine = { wish, run: (given: Given) => latest.current(given) };
    answering.push(mine);
    if (waiting?.wish === wish) {
      const { given } = waiting;
      waiting = null;
      mine.run(given);
    }
    return () => {
      answering.splice(answering.indexOf(mine), 1);
    };
  }, [wish]);
}
