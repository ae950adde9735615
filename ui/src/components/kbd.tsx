/** A key combination as the caps on this keyboard read; nothing for a letter while letters do nothing. */
import { type Combo, comboText, isLetter, letterKeys } from "../lib/keys.ts";
import { useStore } from "../lib/store.ts";
import style from "./kbd.module.css";

export function Kbd({ combo, ...rest }: { combo: Combo; "aria-hidden"?: boolean }) {
  const letters = useStore(letterKeys);
  if (!letters && isLetter(combo)) return null;
  return (
    <kbd className={style.kbd} {...rest}>
      {comboText(combo)}
    </kbd>
  );
}
