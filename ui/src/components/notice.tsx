/** Something the user should know in place: what happened, what is unharmed, what to do. */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import style from "./notice.module.css";

const icons = { bad: CircleAlert, warn: TriangleAlert, ok: CircleCheck, plain: Info };

export function Notice(props: {
  tone?: keyof typeof icons;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** spoken as soon as it appears */ live?: boolean;
}) {
  const { tone = "plain", title, children, actions, live } = props;
  const Icon = icons[tone];
  return (
    <div
      className={style.notice}
      data-tone={tone}
      {...(live && { role: tone === "bad" ? "alert" : "status" })}
    >
      <Icon size={16} aria-hidden />
      <div className={style.body}>
        {title && <p className={style.title}>{title}</p>}
        {children && <div data-selectable={tone === "bad" || undefined}>{children}</div>}
        {actions && <div className={style.actions}>{actions}</div>}
      </div>
    </div>
  );
}
