/** A list of things to do. Each item may show its key and an icon; rules part the kinds. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Header } from "react-aria-components/Header";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection,
  MenuTrigger,
} from "react-aria-components/Menu";
import { Popover, type PopoverProps } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import type { Combo } from "../lib/keys.ts";
import { Dot } from "./dot.tsx";
import { Kbd } from "./kbd.tsx";
import style from "./popover.module.css";

export type MenuProps = {
  /** a Button or IconButton */ trigger: ReactNode;
  label: string;
  placement?: PopoverProps["placement"];
  children: ReactNode;
};

export function Menu({ trigger, label, placement = "bottom end", children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={style.popover ?? ""} placement={placement} offset={4}>
        <AriaMenu className={style.list ?? ""} aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export type MenuItemProps = {
  children: string;
  onAction: () => void;
  icon?: LucideIcon;
  /** of a choice */ colour?: string | null;
  combo?: Combo;
  danger?: boolean;
  isDisabled?: boolean;
};

export function MenuItem({ children, icon: Icon, colour, combo, danger, ...rest }: MenuItemProps) {
  return (
    <AriaMenuItem
      {...rest}
      className={style.item ?? ""}
      textValue={children}
      data-danger={danger || undefined}
    >
      {Icon && <Icon size={15} aria-hidden />}
      {colour && <Dot colour={colour} />}
      <span data-grow>{children}</span>
      {combo && <Kbd combo={combo} />}
    </AriaMenuItem>
  );
}

export function MenuPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <MenuSection>
      <Header className={style.head}>{title}</Header>
      {children}
    </MenuSection>
  );
}

export function MenuRule() {
  return <Separator className={style.rule ?? ""} />;
}
