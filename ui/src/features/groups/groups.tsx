/** Who belongs to whom: every group with its units, each figure its own and with all below. */
import { useCallback, useRef, useState } from "react";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import type { Id, TreeNode } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { neighbour, useWalk } from "../../lib/walk.ts";
import { AddChild } from "./add-child.tsx";
import style from "./groups.module.css";
import { MoveTo } from "./move-to.tsx";
import { useTree } from "./tree.ts";
import { TreeGrid } from "./tree-grid.tsx";

type Asked = { what: "move" | "child"; node: TreeNode };

export function Groups() {
  const [open, setOpen] = useState<ReadonlySet<Id>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const tree = useTree(open);
  const unfold = useCallback(
    (id: Id, wide: boolean) =>
      setOpen((was) => {
        if (was.has(id) === wide) return was;
        const next = new Set(was);
        if (wide) next.add(id);
        else next.delete(id);
        return next;
      }),
    [],
  );
  const ids = tree.lines.map(({ node }) => node.id);
  useWalk((from, step) => neighbour("unit", ids, from.id, step));
  const close = () => {
    setAsked(null);
    requestAnimationFrame(() => grid.current?.focus());
  };
  const roots = tree.lines.filter(({ depth }) => depth === 0).length;
  return (
    <Page
      title={t("ui.groups.title")}
      note={tree.ready ? t("ui.groups.count", { n: roots }) : null}
      body="bare"
    >
      <div className={style.place} data-testid="groups">
        {tree.error !== null && <Notice tone="bad">{sentence(tree.error)}</Notice>}
        {tree.ready && tree.lines.length === 0 && (
          <Empty title={t("ui.groups.empty")}>{t("ui.groups.empty_hint")}</Empty>
        )}
        {tree.lines.length > 0 && (
          <TreeGrid
            ref={grid}
            lines={tree.lines}
            onUnfold={unfold}
            onMove={(node) => setAsked({ what: "move", node })}
            onChild={(node) => setAsked({ what: "child", node })}
          />
        )}
      </div>
      {asked?.what === "move" && <MoveTo node={asked.node} onClose={close} />}
      {asked?.what === "child" && (
        <AddChild
          node={asked.node}
          onClose={(made) => {
            if (made) unfold(asked.node.id, true);
            close();
          }}
        />
      )}
    </Page>
  );
}
