/** The colour of a choice, before its word and never without it. */
import style from "./dot.module.css";

export function Dot({ colour }: { colour: string | null }) {
  return (
    <span
      className={style.dot}
      data-none={colour === null || undefined}
      style={colour === null ? {} : { background: colour }}
      aria-hidden
    />
  );
}
