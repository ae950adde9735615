/** Another parent for a unit; everything below it moves along. */
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Chip } from "../../components/chip.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Finder } from "../../components/finder.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type Ref, type TreeNode } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { apply } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import style from "./groups.module.css";

const find = (text: string) => commands.refOptions("unit", text, 12);

const move = ({ id, rev }: TreeNode, parent: Ref | null) =>
  apply("op.move", [
    {
      kind: "update",
      entity: "unit",
      id,
      rev,
      values: { parent: parent ? { t: "ref", v: parent } : { t: "null" } },
    },
  ]);

export function MoveTo({ node, onClose }: { node: TreeNode; onClose: () => void }) {
  const [parent, setParent] = useState<Ref | null>(null);
  const moving = useAction(move);
  const store = async (to: Ref | null) => {
    if (!(await moving.run(node, to))) return;
    toast(t("ui.groups.moved", { name: node.label }), { label: t("ui.undo"), run: undo });
    onClose();
  };
  return (
    <Dialog
      title={t("ui.groups.move_title", { name: node.label })}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button kind="line" busy={moving.busy} onPress={() => void store(null)}>
            {t("ui.groups.make_root")}
          </Button>
          <Button
            // Once a parent is picked, Enter moves.
            key={parent?.id ?? "none"}
            autoFocus={parent !== null}
            kind="main"
            busy={moving.busy}
            isDisabled={parent === null}
            onPress={() => void store(parent)}
          >
            {t("ui.groups.move_here")}
          </Button>
        </>
      }
    >
      <div className={style.form}>
        {node.descendants > 0 && <p>{t("ui.groups.move_along", { n: node.descendants })}</p>}
        {parent ? (
          <p className={style.picked}>
            {t("ui.groups.move_picked")} <Chip onRemove={() => setParent(null)}>{parent.label}</Chip>
          </p>
        ) : (
          <Finder label={t("ui.groups.move_under")} find={find} autoFocus onPick={setParent} />
        )}
        {moving.error && (
          <Notice tone="bad" live>
            {sentence(moving.error)}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
