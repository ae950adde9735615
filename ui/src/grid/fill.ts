/** Filling: one typed text into all that is selected, the first row down, the first column to the right, the knob. */
import { t } from "../lib/i18n.ts";
import { recounted } from "../lib/money-entry.ts";
import { type Box, boxesOf, boxOf, type Cell } from "./selection.ts";
import {
  columnsAt,
  countsOf,
  everywhere,
  type Patch,
  recordIn,
  recordsOf,
  recountedLine,
  textsOf,
  tooMany,
  writable,
} from "./spread.ts";
import { activeOf, boundsOf, type GridRun } from "./state.ts";
import { refuseWide, write } from "./transfer.ts";

const places = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);

const tall = ({ top, bottom }: Box): number => bottom - top + 1;

/** Writes one typed text into every selected cell of the columns that take one. */
export function fillWith(run: GridRun, text: string): void {
  const typedIn = activeOf(run).column?.counts;
  if (!refuseWide(run)) write(run, "fill", async () => ({ patches: await everywhere(run, text, typedIn) }));
}

/** One box's first record over its others; a single record takes the one above it. */
async function down(run: GridRun, box: Box): Promise<Patch[]> {
  const columns = writable(columnsAt(run, places(box.left, box.right)));
  // With the line above, which a single record takes its texts from.
  const from = Math.max(0, box.top - 1);
  const lines = (await run.props.lines.read(from, box.bottom + 1)).map(recordIn);
  const first = lines.findIndex((row, at) => row !== null && from + at >= box.top);
  if (first < 0 || columns.length === 0) return [];
  const others = lines.slice(first + 1).flatMap((row) => row ?? []);
  const single = others.length === 0;
  const at = single ? first - 1 : first;
  const above = lines[at];
  if (!above) return [];
  const source = await textsOf(run, [{ first: from + at, last: from + at }], columns);
  // Where other lines came in meanwhile, another record's texts are not written.
  const [text] = source.rows[0]?.id === above.id ? source.text : [];
  const rows = single ? lines.slice(first).flatMap((row) => row ?? []) : others;
  return text ? [{ rows, columns, text: rows.map(() => text) }] : [];
}

/** Ctrl D: each range's first row over the rest; on a single row, the row above over it. */
export function fillDown(run: GridRun): void {
  const boxes = boxesOf(run.state.get().selection, boundsOf(run));
  if (refuseWide(run)) return;
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
  return [
    {
      rows,
      columns,
      text: text.map((line) => columns.map(({ counts }) => recounted(line[0] ?? "", from.counts, counts))),
    },
  ];
}

/** Ctrl R: each range's first column over the rest; on a single column, the one to the left over it. */
export function fillRight(run: GridRun): void {
  const boxes = boxesOf(run.state.get().selection, boundsOf(run));
  if (refuseWide(run)) return;
  write(run, "fill", async () => ({
    patches: (await Promise.all(boxes.map((box) => right(run, box)))).flat(),
    none: t("ui.grid.said.nothing_left"),
  }));
}

/** What the knob dragged to a cell covers: down or up where that is beyond the rows, otherwise to the side. */
export function fillBox(run: GridRun, { row, column }: Cell): Box {
  const box = boxOf(run.state.get().selection, boundsOf(run));
  const { top, bottom, left, right } = box;
  return row < top || row > bottom
    ? { ...box, top: Math.min(top, row), bottom: Math.max(bottom, row) }
    : { ...box, left: Math.min(left, column), right: Math.max(right, column) };
}

/** Repeats `pattern` over `count` places; before it (`back`) so that its last one stands next to it. */
function repeated<T>(pattern: readonly T[], count: number, back: boolean): T[] {
  const start = back ? pattern.length - (count % Math.max(1, pattern.length)) : 0;
  return Array.from({ length: count }, (_, at) => pattern[(start + at) % pattern.length]).filter(
    (one) => one !== undefined,
  );
}

async function rowsTo(run: GridRun, box: Box, target: Box): Promise<Patch> {
  const back = target.top < box.top;
  const onto = back
    ? { first: target.top, last: box.top - 1 }
    : { first: box.bottom + 1, last: target.bottom };
  const columns = writable(columnsAt(run, places(box.left, box.right)));
  const [{ text }, read] = await Promise.all([
    textsOf(run, [{ first: box.top, last: box.bottom }], columns),
    recordsOf(run, [onto]),
  ]);
  const rows = text.length === 0 ? [] : read;
  return { rows, columns, text: repeated(text, rows.length, back) };
}

async function columnsTo(run: GridRun, box: Box, target: Box): Promise<Patch> {
  const back = target.left < box.left;
  const onto = back ? places(target.left, box.left - 1) : places(box.right + 1, target.right);
  const from = columnsAt(run, places(box.left, box.right));
  const { rows, text } = await textsOf(run, [{ first: box.top, last: box.bottom }], from);
  const all = columnsAt(run, onto);
  const counts = countsOf(repeated(from, onto.length, back));
  const wide = text.map((line) => recountedLine(repeated(line, onto.length, back), counts, all));
  const taken = all.map(({ editor }) => editor !== null);
  return { rows, columns: writable(all), text: wide.map((line) => line.filter((_, at) => taken[at])) };
}

/** The fill knob: the range repeated over what its drag covers. */
export function fillTo(run: GridRun, target: Box): void {
  const box = boxOf(run.state.get().selection, boundsOf(run));
  const tallest = target.top !== box.top || target.bottom !== box.bottom;
  if (!tallest && target.left === box.left && target.right === box.right) return;
  if (tooMany(run, tall(target), target.right - target.left + 1)) return;
  write(run, "fill", async () => ({
    patches: [await (tallest ? rowsTo : columnsTo)(run, box, target)],
  }));
}
