/** One thing in a list of the drawer: a line that unfolds into its fields. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import style from "./card.module.css";

export function Card(props: {
  title: string;
  /** drawn before it */ face?: ReactNode;
  detail?: ReactNode;
  aside?: ReactNode;
  quiet?: boolean;
  children: ReactNode;
}) {
  const { title, face, detail, aside, quiet, children } = props;
  const [open, setOpen] = useState(false);
  const body = useId();
  const Fold = open ? ChevronDown : ChevronRight;
  return (
    <li className={style.card} data-quiet={quiet || undefined}>
      <Button
        className={style.line ?? ""}
        data-faced={face ? true : undefined}
        aria-expanded={open}
        aria-controls={open ? body : undefined}
        onPress={() => setOpen(!open)}
      >
        <Fold size={14} aria-hidden />
        {face}
        <span className={style.words}>
          <span className={style.title}>{title}</span>
          {detail && <span className={style.detail}>{detail}</span>}
        </span>
        {aside && <span className={style.aside}>{aside}</span>}
      </Button>
      {open && (
        <div id={body} className={style.body}>
          {children}
        </div>
      )}
    </li>
  );
}
