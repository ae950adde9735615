/** A small sheet under (or above) a cell, outside the scrolled area so that nothing cuts it off. Takes no focus. */
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import style from "./float.module.css";

/** Where a sheet goes below, or above where there is no room below. */
type Edges = { readonly left: number; readonly top: number; readonly bottom: number };

type FloatProps = {
  readonly anchor: RefObject<HTMLElement | null> | { readonly x: number; readonly y: number } | Edges;
  /** Places it anew when this changes. */
  readonly at: string;
  readonly tone?: "bad" | "aside";
  readonly children: ReactNode;
};

const GAP = 4;

function edges(anchor: FloatProps["anchor"]): Edges | null {
  if ("bottom" in anchor) return anchor;
  if ("x" in anchor) return { left: anchor.x, top: anchor.y, bottom: anchor.y };
  return anchor.current?.getBoundingClientRect() ?? null;
}

export function Float({ anchor, at, tone, children }: FloatProps) {
  const sheet = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `at` stands for what moves the anchor
  useLayoutEffect(() => {
    const put = () => {
      const box = sheet.current?.getBoundingClientRect();
      const from = edges(anchor);
      if (!box || !from) return;
      const below = from.bottom + GAP + box.height <= window.innerHeight - GAP;
      const top = below ? from.bottom + GAP : Math.max(GAP, from.top - GAP - box.height);
      setPlace({ left: Math.max(GAP, Math.min(from.left, window.innerWidth - box.width - GAP)), top });
    };
    put();
    const sizes = new ResizeObserver(put);
    if (sheet.current) sizes.observe(sheet.current);
    window.addEventListener("scroll", put, { capture: true, passive: true });
    window.addEventListener("resize", put);
    return () => {
      sizes.disconnect();
      window.removeEventListener("scroll", put, { capture: true });
      window.removeEventListener("resize", put);
    };
  }, [anchor, at]);
  return createPortal(
    <div ref={sheet} className={style.float} data-tone={tone} style={place ?? { visibility: "hidden" }}>
      {children}
    </div>,
    document.body,
  );
}
