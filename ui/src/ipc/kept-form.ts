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
  /** The same, and those it had last for one that is fading out. */
  readonly shown: V | null;
  /** Something was begun here and not sent. */
  readonly waits: boolean;
  /** Where it is open already, nothing becomes of it. */
  readonly open: () => void;
  readonly change: (part: Partial<V>) => void;
  /** Sent, or given up. */
  readonly close: () => void;
  /**
   * Sends it, once at a time, and resolves to what that came to; to nothing where it was refused. What is being sent
   * is kept by nobody: a lock waits for the answer, and keeps the text only where it was refused. It must never stand
   * ready to be sent a second time.
   */
  readonly sending: <T>(send: () => Promise<T | undefined>) => Promise<T | undefined>;
};

/** The latest that was asked of each place: what is kept and what is let go of arrive in the order they were said. */
const turns = new Map<string, Promise<unknown>>();

function inTurn<T>(place: string, run: () => Promise<T>): Promise<T> {
  const before = turns.get(place);
  const mine = before ? before.then(run, run) : run();
  turns.set(place, mine);
  const over = () => {
    if (turns.get(place) === mine) turns.delete(place);
  };
  mine.then(over, over);
  return mine;
}

/**
 * What an earlier program kept may lack what this one asks. Where the form says what it was begun on (`begunOn`), one that
 * was begun on something else is of no use: sent, it would write over what was said since.
 */
function readBack<V extends object>(text: string | null, blank: V): V | null {
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== "object" || kept === null) return null;
    const was = "begunOn" in kept ? kept.begunOn : undefined;
    return "begunOn" in blank && was !== blank.begunOn ? null : { ...blank, ...kept };
  } catch {
    return null;
  }
}

/**
 * The same for a form that always stands open. It is drawn once it is known what waits there, and begins anew where it
 * stands once it was sent.
 */
export function useStandingForm<V extends object>(place: string, blank: V): KeptForm<V> {
  const form = useKeptForm(place, blank);
  const isClosed = form.values === null;
  const open = useRef(form.open);
  open.current = form.open;
  useEffect(() => {
    if (isClosed) open.current();
  }, [isClosed]);
  return form;
}

/** `place` names the form and whose it is. */
export function useKeptForm<V extends object>(place: string, blank: V): KeptForm<V> {
  const [values, setValues] = useState<V | null>(null);
  /** what waits here; not known before it was read */ const [found, setFound] = useState<{
    text: string | null;
  } | null>(null);
  /** asked for before that was known */ const [wanted, setWanted] = useState(false);
  /** what it opened with: nobody typed that */ const untouched = useRef("");
  /** what the vault holds */ const held = useRef<string | null>(null);
  const first = useRef(blank);
  first.current = blank;
  /** sent or given up: what it held is not kept once more when it leaves the screen in the same breath */ const over =
    useRef(false);
  /** being sent */ const underWay = useRef<Promise<unknown> | null>(null);
  const last = useRef<V | null>(null);
  last.current = values ?? last.current;
  useEffect(() => {
    let live = true;
    const tell = (text: string | null) => {
      if (!live) return;
      held.current = text;
      setFound({ text });
    };
    inTurn(place, () => commands.formDraft(place)).then(tell, () => tell(null));
    return () => {
      live = false;
    };
  }, [place]);
  useEffect(() => {
    if (!wanted || found === null) return;
    setWanted(false);
    untouched.current = JSON.stringify(first.current);
    over.current = false;
    setValues(readBack(found.text, first.current) ?? first.current);
  }, [wanted, found]);
  const keep = (text: string | null): Promise<unknown> | undefined => {
    if (held.current === text) return undefined;
    const before = held.current;
    held.current = text;
    return inTurn(place, () => commands.formDraftKeep(place, text)).catch(() => {
      if (held.current === text) held.current = before;
    });
  };
  useTyping(() => {
    // What waits and was not opened waits on.
    if (values === null || over.current) return undefined;
    const text = JSON.stringify(values);
    const store = () => (over.current ? undefined : keep(text === untouched.current ? null : text));
    return underWay.current ? underWay.current.then(store, store) : store();
  });
  return {
    values,
    shown: last.current,
    waits: found !== null && readBack(found.text, blank) !== null,
    open: () => {
      if (values === null) setWanted(true);
    },
    change: (part) => setValues((was) => (was === null ? was : { ...was, ...part })),
    close: () => {
      setWanted(false);
      // Given up before it was known what waits: that waits on.
      if (values === null) return;
      over.current = true;
      setValues(null);
      setFound({ text: null });
      void keep(null);
    },
    sending: async (send) => {
      if (underWay.current) return undefined;
      const sent = (async () => {
        // What the vault holds of it from another time goes first: a lock may cut off whatever comes after the answer.
        await keep(null);
        const made = await send();
        if (made !== undefined) over.current = true;
        return made;
      })();
      underWay.current = sent;
      try {
        return await sent;
      } finally {
        underWay.current = null;
      }
    },
  };
}
