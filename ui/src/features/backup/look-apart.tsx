/** A version looked into before anything is restored, over the whole window: no vault is open beside it. */
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Snapshot } from "../../ipc/bindings.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Inside } from "./inside.tsx";
import style from "./look-apart.module.css";

type Props = {
  version: Snapshot;
  /** of the backups that were opened to be restored */ session: number;
  onBack: () => void;
};

export function LookApart({ version, session, onBack }: Props) {
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onBack()} className={style.over ?? ""}>
      <Modal className={style.whole ?? ""}>
        <Dialog
          aria-label={t("ui.inside.title", { when: instant(version.at) })}
          className={style.whole ?? ""}
        >
          <Inside version={version} source={{ session }} onBack={onBack} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
