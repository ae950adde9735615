/** A small stated thing: a chip one can remove (`Chip`), and a state as shape and word (`Mark`). */
import { type LucideIcon, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { t } from "../lib/i18n.ts";
import style from "./chip.module.css";
import { Dot } from "./dot.tsx";

type ChipProps = {
  name?: string;
  children: string;
  on?: boolean;
  /** of a choice */ colour?: string | null;
  /** nobody is known by this name yet */ doubtful?: boolean;
  onRemove?: () => void;
};

export function Chip({ name, children, on, colour, doubtful, onRemove }: ChipProps) {
  return (
    <span className={style.chip} data-on={on || undefined} data-doubtful={doubtful || undefined}>
      {colour && (
        <span className={style.colour}>
          <Dot colour={colour} />
        </span>
      )}
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
