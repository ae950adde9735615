/** A small stated thing: a chip one can remove (`Chip`), and a state as shape and word (`Mark`). */
import { type LucideIcon, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { t } from "../lib/i18n.ts";
import style from "./chip.module.css";

export function Chip(props: { name?: string; children: string; on?: boolean; onRemove?: () => void }) {
  const { name, children, on, onRemove } = props;
  return (
    <span className={style.chip} data-on={on || undefined}>
      {name && <span className={style.name}>{name}</span>}
      <span className={style.value}>{children}</span>
      {onRemove && (
        <Button
          className={style.remove ?? ""}
          aria-label={t("ui.remove_named", { name: name ? `${name} ${children}` : children })}
          onPress={onRemove}
        >
          <X size={13} aria-hidden />
        </Button>
      )}
    </span>
  );
}

export type Tone = "plain" | "ok" | "warn" | "bad" | "quiet";

/** Never colour alone: a shape and a word. */
export function Mark({
  tone = "plain",
  icon: Icon,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <span className={style.word} data-tone={tone}>
      {Icon ? (
        <Icon size={14} aria-hidden />
      ) : (
        <span
          className={style.dot}
          data-hollow={tone === "quiet" || tone === "plain" || undefined}
          aria-hidden
        />
      )}
      {children}
    </span>
  );
}
