/** Nothing here yet: one sentence, one action, and no picture. */
import type { ReactNode } from "react";
import style from "./empty.module.css";

export function Empty({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={style.empty}>
      <p className={style.title}>{title}</p>
      {children && <div className={style.detail}>{children}</div>}
      {actions && <div className={style.actions}>{actions}</div>}
    </div>
  );
}
