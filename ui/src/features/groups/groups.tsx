/** Who belongs to whom: every group with its units, each figure its own and with all below. */
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { type Dispatch, type SetStateAction, useCallback, useRef, useState } from "react";
import { AsOf } from "../../components/as-of.tsx";
import { IconButton } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import type { Id, TreeNode } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { hides } from "../../ipc/modules.ts";
import { catalog } from "../../ipc/query.ts";
import { ask } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { currentPlace, go, usePlace } from "../../lib/place.ts";
import { useWalk } from "../../lib/walk.ts";
import { AddChild } from "./add-child.tsx";
import style from "./groups.module.css";
import { MoveTo } from "./move-to.tsx";
import type { Spot } from "./shape.ts";
import { type Sight, useTree } from "./tree.ts";
import { type Marked, TreeGrid } from "./tree-grid.tsx";
import { WhitespacePage } from "./whitespace.tsx";

type Asked = { what: "move" | "child"; node: TreeNode; spot: Spot };

/** The tree, or what could still be sold to one of its units. */
export function Groups() {
  const { part } = usePlace();
  // The way back leads to the tree as it was left.
  const [open, setOpen] = useState<ReadonlyMap<Id, Spot>>(new Map());
  const [mark, setMark] = useState<Marked>({ id: null, spot: { parent: null, at: 0 } });
  if (part !== undefined) return <WhitespacePage key={part} unit={part} />;
  return <TreePage open={open} setOpen={setOpen} mark={mark} setMark={setMark} />;
}

type Kept = {
  open: ReadonlyMap<Id, Spot>;
  setOpen: Dispatch<SetStateAction<ReadonlyMap<Id, Spot>>>;
  mark: Marked;
  setMark: Dispatch<SetStateAction<Marked>>;
};

function TreePage({ open, setOpen, mark, setMark }: Kept) {
  const [sight, setSight] = useState<Sight>({ from: 0, to: 60 });
  const [asked, setAsked] = useState<Asked | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const { asOf } = usePlace();
  const sells = !hides(useQuery(catalog).data, "product");
  const tree = useTree(open, sight, asOf ?? null);
  const unfold = useCallback(
    (id: Id, spot: Spot, wide: boolean) =>
      setOpen((was) => {
        const next = new Map(was);
        if (wide) next.set(id, spot);
        else next.delete(id);
        return next;
      }),
    [setOpen],
  );
  useWalk((from, step) => {
    const line = tree.find(from.id);
    const id = line === null ? undefined : tree.lineAt(line + step)?.node?.id;
    return id === undefined ? null : { entity: "unit", id, asOf };
  });
  const close = () => {
    setAsked(null);
    requestAnimationFrame(() => grid.current?.focus());
  };
  return (
    <Page
      title={t("ui.groups.title")}
      note={tree.ready ? t("ui.groups.count", { n: tree.roots }) : null}
      actions={
        asOf === undefined && (
          <IconButton label={t("ui.as_of.menu")} icon={History} onPress={() => ask("as_of")} />
        )
      }
      body="bare"
    >
      <AsOf
        title={t("ui.groups.title")}
        asOf={asOf}
        waiting={!tree.ready && tree.error === null}
        onLeave={() => grid.current?.focus()}
      />
      <div className={style.place} data-testid="groups">
        {tree.error !== null && <Notice tone="bad">{sentence(tree.error)}</Notice>}
        {tree.ready && tree.count === 0 && (
          <Empty title={t(asOf === undefined ? "ui.groups.empty" : "ui.as_of.none")}>
            {t(asOf === undefined ? "ui.groups.empty_hint" : "ui.as_of.none_hint")}
          </Empty>
        )}
        {tree.count > 0 && (
          <TreeGrid
            ref={grid}
            tree={tree}
            asOf={asOf}
            mark={mark}
            setMark={setMark}
            onSight={setSight}
            onUnfold={unfold}
            onMove={(node, spot) => setAsked({ what: "move", node, spot })}
            onChild={(node, spot) => setAsked({ what: "child", node, spot })}
            onSell={sells ? ({ id }) => go({ ...currentPlace(), part: id }) : null}
          />
        )}
      </div>
      {asked?.what === "move" && <MoveTo node={asked.node} onClose={close} />}
      {asked?.what === "child" && (
        <AddChild
          node={asked.node}
          onClose={(made) => {
            if (made) unfold(asked.node.id, asked.spot, true);
            close();
          }}
        />
      )}
    </Page>
  );
}
