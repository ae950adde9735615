/** The tree drawn as a grid: of long lists only the lines in sight, the focus on the grid and a marked line in it. */
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { Id, TreeNode } from "../../ipc/bindings.ts";
import { columnAmount, instant, moneyUnit } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { useNow } from "../../lib/now.ts";
import { currentPlace, openRecord } from "../../lib/place.ts";
import style from "./groups.module.css";
import type { TreeLine } from "./tree.ts";
import { TreeRow } from "./tree-row.tsx";

const SPARE = 8;

/** Which lines are in sight, by the row height the page's density sets. */
function useSight(count: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 60, row: 34 });
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = () => {
      const row = Number.parseFloat(getComputedStyle(box).getPropertyValue("--row")) || 34;
      const from = Math.max(0, Math.floor(box.scrollTop / row) - SPARE);
      const to = Math.min(count, Math.ceil((box.scrollTop + box.clientHeight) / row) + SPARE);
      setSight((was) => (was.from === from && was.to === to && was.row === row ? was : { from, to, row }));
    };
    look();
    box.addEventListener("scroll", look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      size.disconnect();
    };
  }, [count]);
  return { scroller, sight };
}

export type TreeGridProps = {
  lines: readonly TreeLine[];
  onUnfold: (id: Id, open: boolean) => void;
  onMove: (node: TreeNode) => void;
  onChild: (node: TreeNode) => void;
  ref: Ref<HTMLDivElement>;
};

export const openUnit = (id: Id, full = false) => openRecord({ entity: "unit", id }, full);

export function TreeGrid({ lines, onUnfold, onMove, onChild, ref }: TreeGridProps) {
  const { scroller, sight } = useSight(lines.length);
  const grid = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => grid.current as HTMLDivElement);
  useEffect(() => {
    if (document.activeElement === document.body) grid.current?.focus();
  }, []);
  const [activeId, setActiveId] = useState<Id | null>(null);
  const today = instant(useNow()).slice(0, 10);
  const at = Math.max(
    0,
    lines.findIndex(({ node }) => node.id === activeId),
  );
  const active = lines[at];

  const goTo = (index: number) => {
    const line = lines[Math.min(lines.length - 1, Math.max(0, index))];
    const box = scroller.current;
    if (!line || !box) return;
    setActiveId(line.node.id);
    const { row } = sight;
    const top = lines.indexOf(line) * row;
    // The head stays over the first line in sight.
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + 2 * row > box.scrollTop + box.clientHeight)
      box.scrollTop = top + 2 * row - box.clientHeight;
    // A record open beside the tree follows the marked line.
    if (currentPlace().record?.entity === "unit" && !currentPlace().full) openUnit(line.node.id);
  };
  const inwards = () => {
    if (!active || active.node.children === 0) return;
    if (active.open) goTo(at + 1);
    else onUnfold(active.node.id, true);
  };
  const outwards = () => {
    if (active?.open) onUnfold(active.node.id, false);
    else if (active?.parent) goTo(lines.findIndex(({ node }) => node.id === active.parent));
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 340) / sight.row) - 2);
  const keys = new Map<string, () => void>([
    ["ArrowDown", () => goTo(at + 1)],
    ["ArrowUp", () => goTo(at - 1)],
    ["PageDown", () => goTo(at + page)],
    ["PageUp", () => goTo(at - page)],
    ["Home", () => goTo(0)],
    ["End", () => goTo(lines.length - 1)],
    ["ArrowRight", inwards],
    ["ArrowLeft", outwards],
    [" ", () => active && openUnit(active.node.id)],
    ["Enter", () => active && openUnit(active.node.id)],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.altKey || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "Enter" || !active) return;
      event.preventDefault();
      openUnit(active.node.id, true);
      return;
    }
    const run = keys.get(event.key);
    if (!run) return;
    event.preventDefault();
    run();
  };
  useShortcut("m", "ui.groups.move", () => active && onMove(active.node));
  useShortcut("n", "ui.groups.child", () => active && onChild(active.node));

  const unit = moneyUnit("wan");
  const drawn = lines.slice(sight.from, sight.to);
  return (
    <div
      ref={grid}
      role="treegrid"
      aria-label={t("ui.groups.tree")}
      aria-rowcount={lines.length + 1}
      aria-activedescendant={active ? `tree-${active.node.id}` : undefined}
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
            <span role="columnheader" className={style.end}>
              {t("ui.groups.own")} <small>{unit}</small>
            </span>
            <span role="columnheader" className={style.count}>
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
        <div className={style.all} role="presentation" style={{ height: lines.length * sight.row }}>
          {drawn.map((line, offset) => (
            <TreeRow
              key={line.node.id}
              line={line}
              index={sight.from + offset}
              top={(sight.from + offset) * sight.row}
              active={line === active}
              today={today}
              money={(value) => (value.t === "money" ? columnAmount(value.v, "wan") : "—")}
              onActive={() => {
                setActiveId(line.node.id);
                grid.current?.focus();
              }}
              onUnfold={() => onUnfold(line.node.id, !line.open)}
              onMove={() => onMove(line.node)}
              onChild={() => onChild(line.node)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
