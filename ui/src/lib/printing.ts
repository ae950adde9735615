/**
 * Whether paper is being drawn, and how a page asks for it; the browser's own menu may ask as well. Of several that have
 * a sheet one draws it: whoever was asked, and where nobody was, what lies over the rest or came last.
 */
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

type Drawer = { readonly over: boolean };
const drawers: Drawer[] = [];
let asked: Drawer | null = null;
const next = () => asked ?? drawers.findLast(({ over }) => over) ?? drawers.at(-1);

/** What lies `over` the sheet is printed before it, whichever of both came last. */
export function usePrinting(over = false): { readonly printing: boolean; readonly print: () => void } {
  const [printing, setPrinting] = useState(false);
  const self = useRef<Drawer>({ over });
  useEffect(() => {
    const { current: own } = self;
    drawers.push(own);
    // Drawn before the page is taken, whoever asked for it.
    const begin = () => {
      if (next() === own) flushSync(() => setPrinting(true));
    };
    const end = () => {
      asked = null;
      setPrinting(false);
    };
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      drawers.splice(drawers.indexOf(own), 1);
      if (asked === own) asked = null;
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  const print = () => {
    asked = self.current;
    flushSync(() => setPrinting(true));
    window.print();
  };
  return { printing, print };
}
