/** The word that appears beside an icon, with its key. */
import type { ReactNode } from "react";
import { Tooltip } from "react-aria-components/Tooltip";
import type { Combo } from "../lib/keys.ts";
import { Kbd } from "./kbd.tsx";
import style from "./tip.module.css";

export function Tip({ children, combo }: { children: ReactNode; combo?: Combo | undefined }) {
  return (
    <Tooltip offset={6} className={style.tip ?? ""}>
      {children}
      {combo && <Kbd combo={combo} />}
    </Tooltip>
  );
}
