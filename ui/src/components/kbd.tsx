/** A key combination as the caps on this keyboard read. */
import { type Combo, comboText } from "../lib/keys.ts";
import style from "./kbd.module.css";

export function Kbd({ combo }: { combo: Combo }) {
  return <kbd className={style.kbd}>{comboText(combo)}</kbd>;
}
