/** Files let go over the window go to the record that is open. */
import { useEffect } from "react";
import { DropZone } from "../../components/drop-zone.tsx";
import { commands, type Id } from "../../ipc/bindings.ts";
import { followDrags, useDragOver } from "../../ipc/files.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { attaching } from "./file-writes.ts";

export function FileDrop(props: { entity: string; of: Id; name: string; onDropped: () => void }) {
  const { entity, of, name, onDropped } = props;
  const over = useDragOver();
  useEffect(
    () =>
      followDrags((drop) => {
        onDropped();
        attaching(commands.attachDropped(drop, entity, of), (why) => say({ text: why }));
      }),
    [entity, of, onDropped],
  );
  return over ? <DropZone text={t("ui.files.let_go", { name })} /> : null;
}
