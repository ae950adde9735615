/**
 * The selection, drawn as boxes over the cells so that selecting redraws no cell. Boxes over pinned columns live in
 * a layer that does not scroll sideways; those over the others are cut off where the pinned columns begin.
 */
import type { CSSProperties, RefObject } from "react";
import style from "./boxes.module.css";
import { type Bounds, type Box, boxOf, isMany, type Selection } from "./selection.ts";
import type { ColumnLayout, RowWindow } from "./window.ts";

type BoxesProps = {
  readonly selection: Selection;
  readonly bounds: Bounds;
  readonly layout: ColumnLayout;
  readonly rows: RowWindow;
  readonly rowHeight: number;
  /** The active cell holds a refused text. */
  readonly bad: boolean;
  /** What a fill drag would cover. */
  readonly fill: Box | null;
  readonly sideways: RefObject<HTMLDivElement | null>;
};

/** Px by which the knob stands out below its box. */
const KNOB = 8;

/** Rows far outside the window are cut off: a box of a whole column need not be millions of px tall. */
function tall(box: Box, rows: RowWindow, rowHeight: number): { top: number; height: number } {
  const first = Math.max(box.top, rows.first - 2);
  const last = Math.min(box.bottom, rows.end + 1);
  return { top: (first - rows.base) * rowHeight, height: Math.max(0, (last - first + 1) * rowHeight - 1) };
}

export function Boxes({ selection, bounds, layout, rows, rowHeight, bad, fill, sideways }: BoxesProps) {
  const many = isMany(selection, bounds);
  const main = boxOf(selection, bounds);
  const active: Box = {
    top: selection.active.row,
    bottom: selection.active.row,
    left: selection.active.column,
    right: selection.active.column,
  };
  const ranges = many ? [...selection.extra.map((span) => boxOf(span, bounds)), main] : [];
  const x = (column: number) => layout.x[column] ?? 0;

  const draw = (box: Box, kind: "range" | "active" | "target", pinned: boolean, key: string) => {
    const left = pinned ? box.left : Math.max(box.left, layout.pinned);
    const right = pinned ? Math.min(box.right, layout.pinned - 1) : box.right;
    if (left > right) return null;
    const cutRight = pinned && box.right >= layout.pinned;
    const cutLeft = !pinned && box.left < layout.pinned;
    const place: CSSProperties = {
      ...tall(box, rows, rowHeight),
      left: x(left),
      width: x(right + 1) - x(left),
    };
    const knob =
      kind !== "target" &&
      (many ? kind === "range" && box === main : true) &&
      !cutRight &&
      box.bottom < rows.end + 1;
    return (
      <div
        key={`${key}${pinned}`}
        className={style[kind]}
        data-box={kind}
        data-bad={(bad && kind === "active") || undefined}
        data-cut-right={cutRight || undefined}
        data-cut-left={cutLeft || undefined}
        style={place}
      >
        {knob && <span className={style.knob} data-knob />}
      </div>
    );
  };
  const drawn = (rows.first - rows.base) * rowHeight;
  const all = (pinned: boolean) => [
    ...ranges.map((box, index) => draw(box, "range", pinned, `r${index}`)),
    draw(active, "active", pinned, "a"),
    fill && draw(fill, "target", pinned, "t"),
  ];
  return (
    <div aria-hidden>
      <div
        ref={sideways}
        className={style.layer}
        style={{ top: drawn, height: (rows.end - rows.first) * rowHeight + KNOB }}
      >
        <div className={style.inner} style={{ top: -drawn }}>
          {all(false)}
        </div>
      </div>
      <div className={style.pinLayer}>{all(true)}</div>
    </div>
  );
}
