/** The door before the vault: one column in the middle, a quiet line at the foot. */
import type { ReactNode } from "react";
import style from "./gate.module.css";

export type GateProps = {
  title: string;
  sub?: ReactNode;
  children: ReactNode;
  foot: ReactNode;
  /** at the foot's right end */ corner?: ReactNode;
  size?: "narrow" | "wide";
  /** leave the mark out where a step needs the room */ plain?: boolean;
};

export function Gate({ title, sub, children, foot, corner, size = "narrow", plain }: GateProps) {
  return (
    <div className={style.gate}>
      <main className={style.middle} data-size={size}>
        <header className={style.head}>
          {!plain && (
            <span className={style.seal} aria-hidden>
              客
            </span>
          )}
          <h1 className={style.title}>{title}</h1>
          {sub && <p className={style.sub}>{sub}</p>}
        </header>
        {children}
      </main>
      <footer className={style.foot}>
        <span>{foot}</span>
        {corner}
      </footer>
    </div>
  );
}
