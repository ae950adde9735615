/** A chip of the toolbar: pressed it opens or turns what it says, its cross takes it away. */
import { type LucideIcon, X } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { t } from "../../lib/i18n.ts";
import style from "./toolbar.module.css";

type ChipProps = {
  readonly name: string;
  readonly value: string;
  /** A sign after the value, and what it means in words. */
  readonly sign?: { readonly icon: LucideIcon; readonly word: string };
  /** A filter is at work: it hides records, and is to be seen. */
  readonly on?: boolean;
  readonly onPress?: () => void;
};

type ButtonProps = Omit<ChipProps, "on" | "value"> & {
  /** Nothing where nothing is chosen yet: it looks like the words beside it. */
  readonly value: string | null;
  /** Before the name, while nothing is chosen. */
  readonly icon?: LucideIcon;
};

/** The pressable part alone; a popover may take it as its trigger. */
export function ChipButton({ name, value, sign, icon: Bare, ...rest }: ButtonProps) {
  const Icon = sign?.icon;
  return (
    <Button {...rest} className={(value === null ? style.chipBare : style.chipMain) ?? ""}>
      {value === null && Bare && <Bare size={15} aria-hidden />}
      <span className={value === null ? undefined : style.chipName}>{name}</span>
      {value !== null && (
        <>
          {" "}
          <span className={style.chipValue}>{value}</span>
        </>
      )}
      {sign && Icon && (
        <>
          <Icon size={13} aria-hidden />
          <span className={style.unseen}>{sign.word}</span>
        </>
      )}
    </Button>
  );
}

export function ChipFrame({
  on,
  label,
  onRemove,
  children,
}: {
  on?: boolean;
  label: string;
  onRemove: () => void;
  children: React.ReactNode;
}) {
  return (
    <span className={style.chip} data-on={on || undefined}>
      {children}
      <Button
        className={style.chipRemove ?? ""}
        aria-label={t("ui.remove_named", { name: label })}
        onPress={onRemove}
      >
        <X size={13} aria-hidden />
      </Button>
    </span>
  );
}

export function ToolChip({ on, onRemove, ...main }: ChipProps & { onRemove: () => void }) {
  return (
    <ChipFrame label={`${main.name} ${main.value}`} onRemove={onRemove} {...(on && { on })}>
      <ChipButton {...main} />
    </ChipFrame>
  );
}
