/** What one presses: a worded button, and an icon whose word is in its tooltip. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { TooltipTrigger } from "react-aria-components/Tooltip";
import type { Combo } from "../lib/keys.ts";
import style from "./button.module.css";
import { Tip } from "./tip.tsx";

type Pressable = Pick<
  AriaButtonProps,
  | "onPress"
  | "isDisabled"
  | "autoFocus"
  | "type"
  | "slot"
  | "id"
  | "form"
  | "aria-label"
  | "aria-describedby"
  | "aria-expanded"
  | "excludeFromTabOrder"
>;

export type ButtonProps = Pressable & {
  children: ReactNode;
  kind?: "plain" | "line" | "main" | "danger" | "link";
  size?: "normal" | "large";
  icon?: LucideIcon;
  wide?: boolean;
  /** Work is under way: the button stays focusable but does nothing more. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

export function Button(props: ButtonProps) {
  const {
    children,
    kind = "plain",
    size = "normal",
    icon: Icon,
    wide,
    busy = false,
    onPress,
    ...rest
  } = props;
  return (
    <AriaButton
      {...rest}
      // Not React Aria's pending state: its announcement points at a button that is often gone by then.
      {...(onPress && !busy && { onPress })}
      {...(busy && rest.type === "submit" && { type: "button" as const })}
      data-busy={busy || undefined}
      className={style.button ?? ""}
      data-kind={kind}
      data-size={size}
      data-wide={wide || undefined}
    >
      {busy ? <span className={style.busy} aria-hidden /> : Icon && <Icon size={15} aria-hidden />}
      {children}
    </AriaButton>
  );
}

export type IconButtonProps = Pressable & {
  label: string;
  icon: LucideIcon;
  size?: number;
  /** shown beside the word in the tooltip */ combo?: Combo;
  /** something this button opened is open */ active?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ label, icon: Icon, size = 16, combo, active, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={`${style.button} ${style.icon}`}
        data-active={active || undefined}
      >
        <Icon size={size} aria-hidden />
      </AriaButton>
      <Tip combo={combo}>{label}</Tip>
    </TooltipTrigger>
  );
}
