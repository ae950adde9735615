/** A part of a record that is seldom looked at: its name, and the rest once asked for. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../../components/button.tsx";
import style from "./record.module.css";

export function Fold({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={title}>
      <div className={style.quietAct}>
        <Button icon={open ? ChevronDown : ChevronRight} aria-expanded={open} onPress={() => setOpen(!open)}>
          {title}
        </Button>
      </div>
      {open && children}
    </section>
  );
}
