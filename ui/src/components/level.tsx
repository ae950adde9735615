/** How much a customer matters as three bars, and how far things are as a filled ring. The word stands beside them. */
import style from "./level.module.css";

const bars: Record<string, number> = { a: 3, b: 2, c: 1, d: 0 };
const rings: Record<string, number> = { prospect: 0, contacted: 0.4, active: 1, dormant: 0.15 };

/** `code` of `unit_level`. */
export function LevelBars({ code }: { code: string }) {
  return <span className={style.bars} data-n={bars[code] ?? 0} aria-hidden />;
}

/** `code` of `unit_status`. */
export function StatusRing({ code }: { code: string }) {
  return (
    <span
      className={style.ring}
      style={{ "--p": `${(rings[code] ?? 0) * 100}%` } as React.CSSProperties}
      aria-hidden
    />
  );
}
