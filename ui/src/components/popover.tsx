/** A small sheet anchored to what opened it. The trigger is the first child, the content the second. */
import type { ReactNode } from "react";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover as AriaPopover, type PopoverProps as AriaPopoverProps } from "react-aria-components/Popover";
import style from "./popover.module.css";

export type PopoverProps = {
  /** a Button or IconButton */ trigger: ReactNode;
  label: string;
  placement?: AriaPopoverProps["placement"];
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode | ((close: () => void) => ReactNode);
};

export function Popover({ trigger, label, placement = "bottom start", children, ...state }: PopoverProps) {
  return (
    <DialogTrigger {...state}>
      {trigger}
      <AriaPopover className={style.popover ?? ""} placement={placement} offset={4}>
        <Dialog className={style.body ?? ""} aria-label={label}>
          {({ close }) => (typeof children === "function" ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
