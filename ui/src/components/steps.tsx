/** Where one is in a short procedure. */
import { Check } from "lucide-react";
import style from "./steps.module.css";

export function Steps({ label, steps, at }: { label: string; steps: readonly string[]; at: number }) {
  return (
    <ol className={style.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={style.step}
          data-state={index < at ? "done" : undefined}
          aria-current={index === at ? "step" : undefined}
        >
          <span className={style.number} aria-hidden>
            {index < at ? <Check size={11} strokeWidth={3} /> : index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}
