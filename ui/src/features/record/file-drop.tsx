/** Files let go over the window go to the record that is open. */
import { Upload } from "lucide-react";
import { useEffect } from "react";
import { commands, type Id } from "../../ipc/bindings.ts";
import { followDrags, useDragOver } from "../../ipc/files.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { attaching } from "./file-writes.ts";
import style from "./files.module.css";

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
  if (!over) return null;
  return (
    <div className={style.drop} data-testid="drop-zone">
      <Upload size={22} aria-hidden />
      <span>{t("ui.files.let_go", { name })}</span>
    </div>
  );
}
