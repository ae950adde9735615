/**
 * What was typed into a small form and not sent. It is kept in the vault when the form leaves the screen and before the
 * vault is locked, as what was begun in a customer's box is; sent or given up, nothing of it stays.
 */
import { useEffect, useRef, useState } from "react";
import { useTyping } from "../lib/typing.ts";
import { commands } from "./bindings.ts";

/** A form's answers: nothing while it is closed, and what waits there from another time. */
export type KeptForm<V> = {
  readonly values: V | null;
  /** Something was begun here and not sent. */
  readonly waits: boolean;
  readonly open: () => void;
  readonly change: (part: Partial<V>) => void;
  /** Sent, or given up. */
  readonly close: () => void;
};

/** What an earlier program kept may lack what this one asks. */
function readBack<V extends object>(text: string, blank: V): V | null {
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === "object" && kept !== null ? { ...blank, ...kept } : null;
  } catch {
    return null;
  }
}

/** `place` names the form and whose it is. */
export function useKeptForm<V extends object>(place: string, blank: V): KeptForm<V> {
  const [values, setValues] = useState<V | null>(null);
  const [waiting, setWaiting] = useState<V | null>(null);
  /** what it opened with: nobody typed that */ const untouched = useRef("");
  /** what the vault holds */ const held = useRef<string | null>(null);
  const first = useRef(blank);
  useEffect(() => {
    let live = true;
    commands.formDraft(place).then(
      (text) => {
        if (!live || text === null) return;
        held.current = text;
        setWaiting(readBack(text, first.current));
      },
      () => undefined,
    );
    return () => {
      live = false;
    };
  }, [place]);
  const keep = (text: string | null): Promise<unknown> | undefined => {
    if (held.current === text) return undefined;
    const before = held.current;
    held.current = text;
    return commands.formDraftKeep(place, text).catch(() => {
      held.current = before;
    });
  };
  useTyping(() => {
    // What waits and was not opened waits on.
    if (values === null) return undefined;
    const text = JSON.stringify(values);
    return keep(text === untouched.current ? null : text);
  });
  return {
    values,
    waits: waiting !== null,
    open: () => {
      untouched.current = JSON.stringify(blank);
      setValues(waiting ?? blank);
    },
    change: (part) => setValues((was) => (was === null ? was : { ...was, ...part })),
    close: () => {
      setValues(null);
      setWaiting(null);
      void keep(null);
    },
  };
}
