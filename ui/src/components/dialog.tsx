/** What must be answered before anything else: confirming what destroys, and little more. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { t } from "../lib/i18n.ts";
import { Button, IconButton } from "./button.tsx";
import style from "./dialog.module.css";

export type DialogProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** the buttons at the foot, the main one last */ foot?: ReactNode;
  size?: "normal" | "wide";
  /** a question whose loss would hurt is not closed by a click beside it */ role?: "dialog" | "alertdialog";
};

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  foot,
  size = "normal",
  role = "dialog",
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === "dialog"}
      className={style.veil ?? ""}
    >
      <Modal className={style.modal ?? ""} data-size={size}>
        <AriaDialog role={role} className={style.dialog ?? ""}>
          <header className={style.head}>
            <Heading slot="title" level={2} className={style.title ?? ""}>
              {title}
            </Heading>
            {role === "dialog" && <IconButton label={t("ui.close")} icon={X} onPress={onClose} />}
          </header>
          <div className={style.body}>{children}</div>
          {foot && <footer className={style.foot}>{foot}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export type ConfirmProps = {
  title: string;
  children: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  /** the verb, not “OK” */ action: string;
  onConfirm: () => void;
  danger?: boolean;
  busy?: boolean;
};

export function Confirm({ action, onConfirm, danger, busy, children, ...rest }: ConfirmProps) {
  return (
    <Dialog
      {...rest}
      role="alertdialog"
      foot={
        <>
          <Button kind="line" onPress={rest.onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            kind={danger ? "danger" : "main"}
            busy={busy ?? false}
            onPress={onConfirm}
            autoFocus={!danger}
          >
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
