/** The tree drawn as a grid: of long lists only the lines in sight, the focus on the grid and a marked line in it. */
import { useQuery } from "@tanstack/react-query";
import {
  type Dispatch,
  type KeyboardEvent,
  type Ref,
  type SetStateAction,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import type { Id, TreeNode, Value } from "../../ipc/bindings.ts";
import { catalog } from "../../ipc/query.ts";
import { columnAmount, instant, moneyUnit } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { useNow } from "../../lib/now.ts";
import { currentPlace, openRecord } from "../../lib/place.ts";
import style from "./groups.module.css";
import type { Spot } from "./shape.ts";
import { useSight } from "./sight.ts";
import type { Sight, Tree, TreeLine } from "./tree.ts";
import { TreeRow } from "./tree-row.tsx";

/** A sum of several currencies is none, and says so: it must not look like nothing. */
const sumText = (sum: Value) =>
  sum.t === "money"
    ? columnAmount(sum.v, "wan")
    : sum.t === "fault"
      ? t("ui.groups.several_currencies")
      : "—";

/** Which columns of money give way first. */
const extra: { readonly [key in string]?: string | undefined } = {
  received: style.received,
  owed_late: style.owed,
};

/** A unit wherever it went, or a place whose unit is still on its way. */
export type Marked = { readonly id: Id | null; readonly spot: Spot };

export type TreeGridProps = {
  tree: Tree;
  /** the instant it is shown of, ms UTC: nothing moves there */ asOf: number | undefined;
  mark: Marked;
  setMark: Dispatch<SetStateAction<Marked>>;
  onSight: (sight: Sight) => void;
  onUnfold: (id: Id, spot: Spot, open: boolean) => void;
  onMove: (node: TreeNode, spot: Spot) => void;
  onChild: (node: TreeNode, spot: Spot) => void;
  /** what could still be sold to it; nothing where that is out of sight */ onSell:
    | ((node: TreeNode) => void)
    | null;
  ref: Ref<HTMLDivElement>;
};

const openUnit = (id: Id, full = false) =>
  openRecord({ entity: "unit", id, asOf: currentPlace().asOf }, full);

/** The marked line. */
function useMark(tree: Tree, mark: Marked, setMark: Dispatch<SetStateAction<Marked>>) {
  const found = mark.id === null ? null : tree.find(mark.id);
  const at = Math.min(found ?? tree.lineOf(mark.spot) ?? 0, Math.max(0, tree.count - 1));
  const active = tree.lineAt(at);
  const id = active?.node?.id ?? null;
  const led = useRef(false);
  useEffect(() => {
    if (id === null) return;
    setMark((was) => (was.id === null ? { ...was, id } : was));
    // A record open beside the tree follows the marked line, once it is known which that is.
    if (led.current && currentPlace().record?.entity === "unit" && !currentPlace().full) openUnit(id);
    led.current = false;
  }, [id, setMark]);
  const put = ({ node, parent, at }: TreeLine, leads: boolean) => {
    led.current = leads && node?.id !== id;
    setMark({ id: node?.id ?? null, spot: { parent, at } });
  };
  return { at, active, put };
}

export function TreeGrid(props: TreeGridProps) {
  const { tree, asOf, onSight, onUnfold, onMove, onChild, onSell, ref } = props;
  const { scroller, sight } = useSight(tree.count, onSight);
  const grid = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => grid.current as HTMLDivElement);
  useEffect(() => {
    if (document.activeElement === document.body) grid.current?.focus();
  }, []);
  const { at, active, put } = useMark(tree, props.mark, props.setMark);
  const marked = useRef(at);
  useEffect(() => {
    const box = scroller.current;
    const row = box?.querySelector<HTMLElement>('[role="row"][aria-level]')?.offsetHeight ?? 34;
    // One who comes back to a marked line sees it.
    if (box && (marked.current + 2) * row > box.clientHeight)
      box.scrollTop = (marked.current + 2) * row - box.clientHeight;
  }, [scroller]);
  const now = useNow();
  const node = active?.node;
  const today = instant(asOf ?? now).slice(0, 10);

  const goTo = (index: number) => {
    const to = Math.min(tree.count - 1, Math.max(0, index));
    const line = tree.lineAt(to);
    const box = scroller.current;
    if (!line || !box) return;
    put(line, true);
    const { row } = sight;
    const top = to * row;
    // The head stays over the first line in sight.
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + 2 * row > box.scrollTop + box.clientHeight)
      box.scrollTop = top + 2 * row - box.clientHeight;
  };
  const inwards = () => {
    if (!active || !node || node.children === 0) return;
    if (active.open) goTo(at + 1);
    else onUnfold(node.id, active, true);
  };
  const outwards = () => {
    if (active?.open && node) onUnfold(node.id, active, false);
    else if (active?.parent) goTo(tree.above(active.parent) ?? at);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 340) / sight.row) - 2);
  const keys = new Map<string, () => void>([
    ["ArrowDown", () => goTo(at + 1)],
    ["ArrowUp", () => goTo(at - 1)],
    ["PageDown", () => goTo(at + page)],
    ["PageUp", () => goTo(at - page)],
    ["Home", () => goTo(0)],
    ["End", () => goTo(tree.count - 1)],
    ["ArrowRight", inwards],
    ["ArrowLeft", outwards],
    [" ", () => node && openUnit(node.id)],
    ["Enter", () => node && openUnit(node.id)],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.altKey || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "Enter" || !node) return;
      event.preventDefault();
      openUnit(node.id, true);
      return;
    }
    const run = keys.get(event.key);
    if (!run) return;
    event.preventDefault();
    run();
  };
  useShortcut("m", "ui.groups.move", () => active && node && asOf === undefined && onMove(node, active));
  useShortcut("n", "ui.groups.child", () => active && node && asOf === undefined && onChild(node, active));

  useShortcut("w", "ui.white.title", () => node && onSell?.(node), { off: onSell === null });

  // Kinds are called as the catalog says last.
  useQuery(catalog);
  const unit = moneyUnit("wan");
  const drawn = [];
  for (let index = sight.from; index < Math.min(sight.to, tree.count); index += 1) {
    const line = tree.lineAt(index);
    if (!line) continue;
    const { node } = line;
    drawn.push(
      node ? (
        <TreeRow
          key={node.id}
          line={{ ...line, node }}
          index={index}
          top={index * sight.row}
          active={index === at}
          today={today}
          money={sumText}
          onActive={() => {
            put(line, false);
            grid.current?.focus();
          }}
          onUnfold={() => onUnfold(node.id, line, !line.open)}
          onOpen={(full) => openUnit(node.id, full)}
          onMove={asOf === undefined ? () => onMove(node, line) : null}
          onChild={asOf === undefined ? () => onChild(node, line) : null}
          onSell={onSell && (() => onSell(node))}
        />
      ) : (
        <div
          key={`${line.parent} ${line.at}`}
          role="row"
          aria-rowindex={index + 2}
          aria-busy
          className={style.row}
          style={{ top: index * sight.row }}
        >
          <span role="rowheader" />
        </div>
      ),
    );
  }
  return (
    <div
      ref={grid}
      role="treegrid"
      aria-label={t("ui.groups.tree")}
      aria-rowcount={tree.count + 1}
      aria-activedescendant={node ? `tree-${node.id}` : undefined}
      tabIndex={0}
      data-pane-focus
      className={style.grid}
      onKeyDown={onKeyDown}
    >
      <div ref={scroller} className={style.scroll} role="presentation">
        <div className={style.headBox}>
          <div role="row" aria-rowindex={1} className={`${style.row} ${style.headRow}`}>
            <span role="columnheader">{t("ui.groups.name")}</span>
            <span role="columnheader" className={style.end}>
              {t("ui.groups.all")} <small>{unit}</small>
            </span>
            <span role="columnheader" className={`${style.end} ${style.own}`}>
              {t("ui.groups.own")} <small>{unit}</small>
            </span>
            {(["contracted", "received", "owed_late"] as const).map((key) => (
              <span
                key={key}
                role="columnheader"
                className={`${style.end} ${style.money} ${extra[key] ?? ""}`}
              >
                {t(`ui.groups.${key}`)} <small>{unit}</small>
              </span>
            ))}
            <span role="columnheader" className={`${style.count} ${style.talks}`}>
              {t("ui.groups.talks")}
            </span>
            <span role="columnheader" className={style.count}>
              {t("ui.groups.tasks")}
            </span>
            <span role="columnheader" className={style.count}>
              {t("ui.groups.complaints")}
            </span>
            <span role="columnheader">{t("ui.groups.next")}</span>
            <span role="columnheader" className={style.last}>
              {t("ui.groups.last")}
            </span>
            <span role="columnheader">
              <span className="vh">{t("ui.groups.more")}</span>
            </span>
          </div>
        </div>
        <div className={style.all} role="presentation" style={{ height: tree.count * sight.row }}>
          {drawn}
        </div>
      </div>
    </div>
  );
}
