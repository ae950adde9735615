/** A long list of equal rows of which only the visible ones are drawn; rows may still be on their way. */
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import style from "./windowed.module.css";

type Props = {
  label: string;
  count: number;
  rowHeight: number;
  /** the row at `index`, or a bar while it is absent */ children: (index: number) => ReactNode;
  /** told which rows are in sight, so that they can be fetched */ onRange: (
    from: number,
    to: number,
  ) => void;
};

const spare = 6;

export function Windowed({ label, count, rowHeight, children, onRange }: Props) {
  const box = useRef<HTMLElement>(null);
  const [range, setRange] = useState({ from: 0, to: 0 });
  const tell = useRef(onRange);
  tell.current = onRange;

  useLayoutEffect(() => {
    const scroller = box.current;
    if (!scroller) return;
    const look = () => {
      const from = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - spare);
      const to = Math.min(count, Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + spare);
      setRange((was) => (was.from === from && was.to === to ? was : { from, to }));
      tell.current(from, to);
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      size.disconnect();
    };
  }, [count, rowHeight]);

  const rows: ReactNode[] = [];
  for (let index = range.from; index < Math.min(range.to, count); index += 1) {
    rows.push(
      <li
        key={index}
        className={style.row}
        aria-setsize={count}
        aria-posinset={index + 1}
        style={{ top: index * rowHeight, height: rowHeight }}
      >
        {children(index)}
      </li>,
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={box} className={style.scroll} tabIndex={0} aria-label={label}>
      <ul className={style.list} style={{ height: count * rowHeight }}>
        {rows}
      </ul>
    </section>
  );
}
