/** The shell of a line that is worked through by keyboard: what can be picked, and what is done with it beside. */
import type { ReactNode } from "react";
import style from "./review.module.css";

export function QueueRow(props: {
  line: string;
  active: boolean;
  /** How the columns stand, where it is not as in the review. */
  columns?: string | undefined;
  onActive: () => void;
  onOpen: () => void;
  /** What it says, which opens it. */
  children: ReactNode;
  /** What one does with it, or what it asks. */
  beside: ReactNode;
}) {
  const { line, active, columns, onActive, onOpen, children, beside } = props;
  return (
    <li className={style.row} data-line={line} data-active={active || undefined}>
      <button
        type="button"
        className={columns ? `${style.main} ${columns}` : style.main}
        tabIndex={active ? 0 : -1}
        data-row
        onFocus={onActive}
        onClick={onOpen}
      >
        {children}
      </button>
      {beside}
    </li>
  );
}

/** Whose it is, and what of theirs or who beside it. */
export function Whose({ name, beside }: { name: string; beside?: string | null | undefined }) {
  return (
    <span className={style.whose}>
      <span className={style.name}>{name}</span>
      {beside && <span className={style.quiet}>{beside}</span>}
    </span>
  );
}
