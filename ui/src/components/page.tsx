/** One place in the main sheet: its title, a quiet count, its actions at the right, and the body below. */
import type { ReactNode } from "react";
import style from "./page.module.css";

export type PageProps = {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** `column` is for reading and settings, `bare` for tables that scroll themselves */ body?:
    | "column"
    | "bare";
};

export function Page({ title, note, actions, children, body = "column" }: PageProps) {
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1 className={style.title}>{title}</h1>
        <div className={style.note}>{note}</div>
        {actions && <div className={style.actions}>{actions}</div>}
      </header>
      {body === "bare" ? (
        children
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className={style.scroll} tabIndex={0} aria-label={title}>
          <div className={style.column}>{children}</div>
        </section>
      )}
    </div>
  );
}
