/**
 * A long list of equal rows of which only the visible ones are drawn; rows may still be on their way. One of them may be
 * opened, and is then as high as it needs. What it stands in is told in `--gutter` how much room its scrollbar takes, for
 * heads of columns that stand above.
 */
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import style from "./windowed.module.css";

type Props = {
  label: string;
  count: number;
  rowHeight: number;
  /** the row that is opened */ opened?: number | null;
  /** the row at `index`, or a bar while it is absent */ children: (index: number) => ReactNode;
  /** told which rows are in sight, so that they can be fetched */ onRange: (
    from: number,
    to: number,
  ) => void;
};

const spare = 6;

/** By how much the opened row is higher than the others. */
function useExtra(opened: number | null, rowHeight: number) {
  const row = useRef<HTMLLIElement>(null);
  const [extra, setExtra] = useState(0);
  useLayoutEffect(() => {
    const at = row.current;
    // Out of sight it is as high as it was.
    if (opened !== null && !at) return;
    const look = () => setExtra(at ? Math.max(0, at.offsetHeight - rowHeight) : 0);
    look();
    if (!at) return;
    const size = new ResizeObserver(look);
    size.observe(at);
    return () => size.disconnect();
  });
  return { row, extra };
}

type Span = { readonly from: number; readonly to: number };

/** Which of `count` equal rows of a scrolling box are in sight, and some more; `extra`: how much one is higher. */
export function useSpan(
  box: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  extra = 0,
  onRange?: Props["onRange"],
): Span {
  const [range, setRange] = useState<Span>({ from: 0, to: 0 });
  const tell = useRef(onRange);
  tell.current = onRange;

  useLayoutEffect(() => {
    const scroller = box.current;
    if (!scroller) return;
    const look = () => {
      const gutter = scroller.offsetWidth - scroller.clientWidth;
      scroller.parentElement?.style.setProperty("--gutter", `${gutter}px`);
      // Above the opened row these are some rows too many, which does no harm.
      const from = Math.max(0, Math.floor((scroller.scrollTop - extra) / rowHeight) - spare);
      const to = Math.min(count, Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + spare);
      setRange((was) => (was.from === from && was.to === to ? was : { from, to }));
      tell.current?.(from, to);
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      size.disconnect();
    };
  }, [box, count, rowHeight, extra]);
  return range;
}

export function Windowed({ label, count, rowHeight, opened = null, children, onRange }: Props) {
  const box = useRef<HTMLElement>(null);
  const { row, extra } = useExtra(opened, rowHeight);
  const range = useSpan(box, count, rowHeight, extra, onRange);

  const rows: ReactNode[] = [];
  for (let index = range.from; index < Math.min(range.to, count); index += 1) {
    rows.push(
      <li
        key={index}
        ref={index === opened ? row : null}
        className={style.row}
        aria-setsize={count}
        aria-posinset={index + 1}
        style={{
          top: index * rowHeight + (opened !== null && index > opened ? extra : 0),
          ...(index === opened ? { minHeight: rowHeight } : { height: rowHeight }),
        }}
      >
        {children(index)}
      </li>,
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={box} className={style.scroll} tabIndex={0} aria-label={label}>
      <ul className={style.list} style={{ height: count * rowHeight + extra }}>
        {rows}
      </ul>
    </section>
  );
}
