/**
 * What is being typed somewhere and not yet stored. It is stored before whatever holds it leaves the screen, and when
 * somebody asks for it (`settleTyping`): the vault is about to be locked.
 */
import { useLayoutEffect, useRef } from "react";

/** Stores what was typed, if anything was; resolves when the core has answered. */
type Settle = () => Promise<unknown> | undefined;

const open = new Set<Settle>();

export function useTyping(settle: Settle): void {
  const latest = useRef(settle);
  useLayoutEffect(() => {
    latest.current = settle;
  });
  useLayoutEffect(() => {
    const mine = () => latest.current();
    open.add(mine);
    return () => {
      open.delete(mine);
      void mine();
    };
  }, []);
}

export async function settleTyping(): Promise<void> {
  await Promise.allSettled([...open].map((settle) => settle()));
}
