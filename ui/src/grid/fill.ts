/** Filling: one typed text into all that is selected, the first row down, the first column to the right, the knob. */
import { t } from "../lib/i18n.ts";
import { type Box, boxesOf, boxOf } from "./selection.ts";
import {
  columnsAt,
  everywhere,
  type Interval,
  type Patch,
  recordsOf,
  textsOf,
  tooMany,
  writable,
} from "./spread.ts";
import { boundsOf, type GridRun } from "./state.ts";
import { refuseWide, write } from "./transfer.ts";

const places = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);

const tall = ({ top, bottom }: Box): number => bottom - top + 1;

/** Writes one typed text into every selected cell of the columns that take one. */
export function fillWith(run: GridRun, text: string): void {
  if (!refuseWide(run)) write(run, "fill", async () => ({ patches: await everywhere(run, text) }));
}

/** One box's first record over its others; a single record takes the one above it. */
async function down(run: GridRun, box: Box): Promise<Patch[]> {
  const columns = writable(columnsAt(run, places(box.left, box.right)));
  const lines = await run.props.lines.read(box.top, box.bottom + 1);
  const first = lines.findIndex(({ line }) => line.kind === "record");
  if (first < 0 || columns.length === 0) return [];
  const others = await recordsOf(run, [{ first: box.top + first + 1, last: box.bottom }]);
  const single = others.length === 0;
  const at = box.top + first - (single ? 1 : 0);
  const rows = single ? await recordsOf(run, [{ first: at + 1, last: at + 1 }]) : others;
  const source = at < 0 ? undefined : (await textsOf(run, [{ first: at, last: at }], columns)).text[0];
  return source ? [{ rows, columns, text: rows.map(() => source) }] : [];
}

/** Ctrl D: each range's first row over the rest; on a single row, the row above over it. */
export function fillDown(run: GridRun): void {
  const boxes = boxesOf(run.state.get().selection, boundsOf(run));
  const cells = boxes.reduce((all, box) => all + tall(box) * (box.right - box.left + 1), 0);
  if (tooMany(run, cells, 1)) return;
  write(run, "fill", async () => ({
    patches: (await Promise.all(boxes.map((box) => down(run, box)))).flat(),
    none: t("ui.grid.said.nothing_above"),
  }));
}

/** One box's first column over its others; a single column takes the one to its left. */
async function right(run: GridRun, box: Box): Promise<Patch[]> {
  const left = box.left === box.right ? box.left - 1 : box.left;
  const from = run.props.columns[left];
  const columns = writable(columnsAt(run, places(left + 1, box.right)));
  if (!from || columns.length === 0) return [];
  const { rows, text } = await textsOf(run, [{ first: box.top, last: box.bottom }], [from]);
  return [{ rows, columns, text: text.map((line) => columns.map(() => line[0] ?? "")) }];
}

/** Ctrl R: each range's first column over the rest; on a single column, the one to the left over it. */
export function fillRight(run: GridRun): void {
  const boxes = boxesOf(run.state.get().selection, boundsOf(run));
  const cells = boxes.reduce((all, box) => all + tall(box) * (box.right - box.left + 1), 0);
  if (tooMany(run, cells, 1)) return;
  write(run, "fill", async () => ({
    patches: (await Promise.all(boxes.map((box) => right(run, box)))).flat(),
    none: t("ui.grid.said.nothing_left"),
  }));
}

/** The fill knob: the range repeated down (or up) to `to`. */
export function fillTo(run: GridRun, to: number): void {
  const box = boxOf(run.state.get().selection, boundsOf(run));
  const rising = to < box.top;
  if ((!rising && to <= box.bottom) || tooMany(run, Math.abs(to - box.top) + 1, box.right - box.left + 1))
    return;
  const onto: Interval = rising ? { first: to, last: box.top - 1 } : { first: box.bottom + 1, last: to };
  write(run, "fill", async () => {
    const columns = writable(columnsAt(run, places(box.left, box.right)));
    const { text } = await textsOf(run, [{ first: box.top, last: box.bottom }], columns);
    const rows = text.length === 0 ? [] : await recordsOf(run, [onto]);
    // Upwards the pattern goes on backwards: next to the range stands its last row.
    const start = rising ? text.length - (rows.length % Math.max(1, text.length)) : 0;
    return {
      patches: [{ rows, columns, text: rows.map((_, at) => text[(start + at) % text.length] ?? []) }],
    };
  });
}
