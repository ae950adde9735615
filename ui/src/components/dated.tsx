/** A line of text that may break, but in none of its days: a window breaks after any hyphen. */
import style from "./dated.module.css";

const DAY = /(\d{4}-\d{2}-\d{2})/;

export function Dated({ children }: { children: string }) {
  const parts = children.split(DAY);
  if (parts.length === 1) return children;
  // Every second part is a day.
  return parts.map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, made anew with it
      <span key={at} className={style.day}>
        {part}
      </span>
    ),
  );
}
