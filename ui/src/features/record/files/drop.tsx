/** Files let go over the window go to the record that is open. */
import { type RefObject, useEffect } from "react";
import { DropZone } from "../../../components/drop-zone.tsx";
import { commands, type Id } from "../../../ipc/bindings.ts";
import { followDrags, liesIn, useDragOver } from "../../../ipc/files.ts";
import { t } from "../../../lib/i18n.ts";
import { say } from "../../../lib/status.ts";
import { attaching, showing } from "./writes.ts";

export function FileDrop(props: {
  entity: string;
  of: Id;
  name: string;
  onDropped: () => void;
  /** where a picture is let go that is to show whom the record is of */ face?: RefObject<Element | null>;
}) {
  const { entity, of, name, onDropped, face } = props;
  const over = useDragOver();
  useEffect(
    () =>
      followDrags((drop, at) => {
        onDropped();
        if (at && face?.current && liesIn(at, face.current)) {
          showing(commands.photoDropped(drop, of), (why) => say({ text: why }));
          return;
        }
        attaching(commands.attachDropped(drop, entity, of), (why) => say({ text: why }));
      }),
    [entity, of, onDropped, face],
  );
  return over ? <DropZone text={t(face ? "ui.files.let_go_face" : "ui.files.let_go", { name })} /> : null;
}
