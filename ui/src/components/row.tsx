/** Settings and their like: a titled part, and in it rows of words at the left and a control at the right. */
import type { ReactNode } from "react";
import style from "./row.module.css";

export function Part({ title, note, children }: { title?: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={style.part} {...(title && { "aria-label": title })}>
      {title && (
        <div className={style.head}>
          <h2 className={style.title}>{title}</h2>
          {note && <span className={style.note}>{note}</span>}
        </div>
      )}
      {children}
    </section>
  );
}

export function Row({
  label,
  detail,
  children,
}: {
  label: ReactNode;
  detail?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={style.row}>
      <div className={style.words}>
        <div>{label}</div>
        {detail && <div className={style.detail}>{detail}</div>}
      </div>
      {children && <div className={style.control}>{children}</div>}
    </div>
  );
}
