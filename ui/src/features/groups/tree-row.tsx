/** One unit in the tree: its name at its depth, what it is worth with and without those below, and when. */
import {
  ChevronDown,
  ChevronRight,
  CircleAlert,
  CornerDownRight,
  Ellipsis,
  FileText,
  FolderInput,
  Grid3x3,
  PanelRight,
} from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Menu, MenuItem, MenuRule } from "../../components/menu.tsx";
import { Monogram } from "../../components/monogram.tsx";
import type { Filter, TreeNode, Value } from "../../ipc/bindings.ts";
import { ofUnit, openMadeOf, signed } from "../../ipc/made-of.ts";
import { choiceWord } from "../../ipc/words.ts";
import { instant, number, relativeDay, wallParts } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./groups.module.css";
import type { TreeLine } from "./tree.ts";

type Props = {
  line: TreeLine & { readonly node: TreeNode };
  index: number;
  top: number;
  active: boolean;
  today: string;
  money: (value: Value) => string;
  onActive: () => void;
  onUnfold: () => void;
  onOpen: (full: boolean) => void;
  /** null where nothing can be changed */ onMove: (() => void) | null;
  onChild: (() => void) | null;
  /** null where what is sold is out of sight */ onSell: (() => void) | null;
};

function Next({ line, today }: Pick<Props, "line" | "today">) {
  const { next_touch: next, overdue } = line.node;
  if (overdue > 0) {
    return (
      <Mark tone="bad" icon={CircleAlert}>
        {t("ui.groups.overdue", { n: overdue })}
      </Mark>
    );
  }
  return next.t === "wall" ? relativeDay(wallParts(next.v.at).day, today) : "—";
}

/** How many there are with all below, and how many of them are the unit's own. */
function Count({ all, own, talks = false }: { all: number; own: number; talks?: boolean }) {
  return (
    <span role="gridcell" className={talks ? `${style.count} ${style.talks}` : style.count}>
      {/* Before it, so that the figures of all rows stand under each other. */}
      {all !== own && <small>{t("ui.groups.own_count", { n: own })}</small>}
      {all === 0 ? "—" : number(all)}
    </span>
  );
}

/** What of a sum is the unit's own, where that is not all of it. */
function Own({ all, own }: { all: string; own: string }) {
  if (all === "—" || own === "—" || all === own) return null;
  return <small>{t("ui.groups.own_sum", { sum: own })}</small>;
}

type SumProps = {
  node: TreeNode;
  entity: string;
  value: string;
  below?: boolean;
  more?: readonly Filter[];
};

/** A sum, and the way to what it is made of; by keys that is in the row's menu of the record beside the tree. */
function Sum({ node, entity, value, below = false, more = [] }: SumProps) {
  if (value === "—") return value;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={style.sum}
      onClick={(event) => {
        event.stopPropagation();
        openMadeOf(entity, [ofUnit({ unit: { id: node.id, label: node.label }, below }), ...more]);
      }}
    >
      {value}
    </button>
  );
}

type MenuProps = Pick<Props, "line" | "onOpen" | "onMove" | "onChild" | "onSell">;

function RowMenu({ line, onOpen, onMove, onChild, onSell }: MenuProps) {
  const { label } = line.node;
  const name = t("ui.groups.more_for", { name: label });
  return (
    <Menu label={name} trigger={<IconButton label={name} icon={Ellipsis} size={14} excludeFromTabOrder />}>
      <MenuItem icon={PanelRight} combo="enter" onAction={() => onOpen(false)}>
        {t("ui.groups.open")}
      </MenuItem>
      <MenuItem icon={FileText} combo="mod+enter" onAction={() => onOpen(true)}>
        {t("ui.groups.page")}
      </MenuItem>
      {onSell ? (
        <MenuItem icon={Grid3x3} combo="w" onAction={onSell}>
          {t("ui.white.title")}
        </MenuItem>
      ) : null}
      {onChild && onMove && (
        <>
          <MenuRule />
          <MenuItem icon={CornerDownRight} combo="n" onAction={onChild}>
            {t("ui.groups.child")}
          </MenuItem>
          <MenuItem icon={FolderInput} combo="m" onAction={onMove}>
            {t("ui.groups.move")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

export function TreeRow(props: Props) {
  const { line, index, top, active, today, money, onActive, onUnfold, onOpen } = props;
  const { node, depth, open } = line;
  const parent = node.children > 0;
  const Fold = open ? ChevronDown : ChevronRight;
  return (
    // The keys are the grid's: the focus stays on it.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={`tree-${node.id}`}
      role="row"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-rowindex={index + 2}
      aria-posinset={line.at + 1}
      aria-setsize={line.of}
      aria-expanded={parent ? open : undefined}
      aria-selected={active}
      className={style.row}
      data-root={depth === 0 || undefined}
      style={{ top }}
      onClick={onActive}
      onDoubleClick={() => onOpen(false)}
    >
      <span role="rowheader" className={style.name} style={{ paddingLeft: 8 + depth * 20 }}>
        {parent ? (
          <button
            type="button"
            tabIndex={-1}
            className={style.fold}
            aria-label={t(open ? "ui.groups.fold" : "ui.groups.unfold", { name: node.label })}
            onClick={onUnfold}
          >
            <Fold size={15} aria-hidden />
          </button>
        ) : (
          <span className={style.fold} aria-hidden />
        )}
        {depth === 0 && <Monogram name={node.label} seed={node.id} />}
        <span className={style.label}>{node.label}</span>
        {node.descendants > 0 && <small>{node.descendants}</small>}
        <span className={style.kind}>{choiceWord("unit_kind", node.kind)}</span>
      </span>
      <span role="gridcell" className={style.end}>
        <Sum node={node} below entity="cooperation" value={money(node.amount_all)} />
      </span>
      <span role="gridcell" className={`${style.end} ${style.own}`}>
        <Sum node={node} entity="cooperation" value={money(node.amount)} />
      </span>
      <span role="gridcell" className={`${style.end} ${style.money}`}>
        <Sum node={node} below entity="contract" more={[signed]} value={money(node.contracted_all)} />
        <Own all={money(node.contracted_all)} own={money(node.contracted)} />
      </span>
      <span role="gridcell" className={`${style.end} ${style.money} ${style.received}`}>
        <Sum node={node} below entity="payment" value={money(node.received_all)} />
        <Own all={money(node.received_all)} own={money(node.received)} />
      </span>
      <span
        role="gridcell"
        className={`${style.end} ${style.money} ${style.owed}`}
        data-late={node.owed_late_all.t !== "null" || undefined}
      >
        {/* No filter of instalments says which contracts bind. */}
        {money(node.owed_late_all)}
        <Own all={money(node.owed_late_all)} own={money(node.owed_late)} />
      </span>
      <Count all={node.talks_all} own={node.talks} talks />
      <Count all={node.open_tasks_all} own={node.open_tasks} />
      <Count all={node.open_complaints_all} own={node.open_complaints} />
      <span role="gridcell">
        <Next line={line} today={today} />
      </span>
      <span role="gridcell" className={`${style.last} ${style.quiet}`}>
        {node.last_touch.t === "instant" ? relativeDay(instant(node.last_touch.v).slice(0, 10), today) : "—"}
      </span>
      <span role="gridcell" className={style.more}>
        <RowMenu {...props} />
      </span>
    </div>
  );
}
