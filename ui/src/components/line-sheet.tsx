/** The sheet that lies over everything for one line of typing: the box on top, what it finds below, the keys at the foot. */
import type { LucideIcon } from "lucide-react";
import type { InputHTMLAttributes, ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import style from "./line-sheet.module.css";

export type LineSheetProps = {
  label: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
};

export function LineSheet({ label, isOpen, onOpenChange, children }: LineSheetProps) {
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={onOpenChange} isDismissable className={style.veil ?? ""}>
      <Modal className={style.modal ?? ""}>
        <Dialog aria-label={label} className={style.dialog ?? ""}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export type LineBoxProps = Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & {
  icon: LucideIcon;
  label: string;
  onType: (text: string) => void;
};

export function LineBox({ icon: Icon, label, onType, ...input }: LineBoxProps) {
  return (
    <div className={style.box}>
      <Icon size={16} aria-hidden />
      <input
        {...input}
        // biome-ignore lint/a11y/noAutofocus: a line asked for by a key is where one types next
        autoFocus
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType(event.target.value)}
      />
    </div>
  );
}

export function LineFoot({ children, ...rest }: { children: ReactNode; "aria-hidden"?: true }) {
  return (
    <footer className={style.foot} {...rest}>
      {children}
    </footer>
  );
}
