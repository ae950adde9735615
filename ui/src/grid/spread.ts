/**
 * What is selected, as records and their texts. Lines that head groups are no records: whatever is copied or written
 * steps over them. The text of a cell is the core's, or what is still on its way to it.
 */
import type { Counts } from "../lib/copied.ts";
import type { Scale } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { recounted } from "../lib/money-entry.ts";
import type { Row } from "./lines.ts";
import type { Area, GridColumn, RowRef } from "./model.ts";
import { bandsOf, countCells, type Selection, type Span } from "./selection.ts";
import { boundsOf, type GridRun, heldKey, refuse } from "./state.ts";

/** More cells than this are work for import and export, not for a clipboard. */
export const MOST_CELLS = 50_000;

/** Lines, both edges included. */
export type Interval = { readonly first: number; readonly last: number };
export type Spread = { readonly intervals: readonly Interval[]; readonly columns: readonly GridColumn[] };
/** Texts for records, row by row. */
export type Patch = {
  readonly rows: readonly RowRef[];
  readonly columns: readonly GridColumn[];
  readonly text: readonly (readonly (string | null)[])[];
};

export function columnsAt(run: GridRun, places: readonly number[]): GridColumn[] {
  return places.flatMap((at) => run.props.columns[at] ?? []);
}

export const writable = (columns: readonly GridColumn[]): GridColumn[] =>
  columns.filter(({ editor }) => editor !== null);

/** The selection as rows × columns; null where its spans share neither their rows nor their columns. */
export function spreadOf(run: GridRun): Spread | null {
  const bands = bandsOf(run.state.get().selection, boundsOf(run));
  const places = bands[0]?.columns ?? [];
  const same = (other: readonly number[]) =>
    other.length === places.length && other.every((at, index) => at === places[index]);
  if (!bands.every(({ columns }) => same(columns))) return null;
  return { intervals: bands.map(({ first, last }) => ({ first, last })), columns: columnsAt(run, places) };
}

/** The selection in the table's words. */
export function areaOf(run: GridRun): Area {
  const { selection } = run.state.get();
  const bands = bandsOf(selection, boundsOf(run)).map((band) => ({
    ...band,
    columns: columnsAt(run, band.columns).map(({ key }) => key),
  }));
  const tall = ({ shape }: Span) => shape === "columns" || shape === "all";
  return { bands, whole: [...selection.extra, selection].every(tall) };
}

/** Beyond this many lines heads of groups are not looked for: most of them were never loaded. */
const LOOKED_AT = 20_000;

/** How many cells of records are selected; heads of groups count as far as they are known. */
export function selectedCells(run: GridRun, selection: Selection): number {
  const bounds = boundsOf(run);
  const cells = countCells(selection, bounds);
  if (!run.props.grouped) return cells;
  let heads = 0;
  let looked = 0;
  for (const { first, last, columns } of bandsOf(selection, bounds)) {
    looked += last - first + 1;
    if (looked > LOOKED_AT) return cells;
    for (let row = first; row <= last; row += 1)
      if (run.props.lines.get(row)?.line.kind === "group") heads += columns.length;
  }
  return cells - heads;
}

export const linesIn = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export function tooMany(run: GridRun, rows: number, columns: number): boolean {
  if (rows * columns <= MOST_CELLS) return false;
  refuse(run, t("ui.grid.said.too_many", { most: MOST_CELLS }));
  return true;
}

/** The record on a line; null where the line heads a group. */
export function recordIn({ line }: Row): RowRef | null {
  return line.kind === "record" ? { id: line.id, rev: line.rev } : null;
}

export async function recordsOf(run: GridRun, intervals: readonly Interval[]): Promise<RowRef[]> {
  // Asked for at once, all are of one reading.
  const read = await Promise.all(intervals.map(({ first, last }) => run.props.lines.read(first, last + 1)));
  return read.flat().flatMap((row) => recordIn(row) ?? []);
}

/** The records from a line on, however many heads of groups lie between, and the line the last one is on. */
export async function recordsFrom(
  run: GridRun,
  top: number,
  count: number,
): Promise<{ rows: RowRef[]; last: number }> {
  const rows: RowRef[] = [];
  let last = top;
  for (let at = top; rows.length < count && at < run.props.lines.count; at = last + 1) {
    last = Math.min(run.props.lines.count, at + count - rows.length) - 1;
    rows.push(...(await recordsOf(run, [{ first: at, last }])));
  }
  return { rows, last };
}

/** The records of lines with their texts. */
export async function textsOf(
  run: GridRun,
  intervals: readonly Interval[],
  columns: readonly GridColumn[],
): Promise<{ rows: RowRef[]; text: string[][] }> {
  const keys = columns.map(({ key }) => key);
  const onWay = new Map(run.onWay);
  const rows: RowRef[] = [];
  const text: string[][] = [];
  const read = await Promise.all(
    intervals.map(({ first, last }) =>
      Promise.all([
        run.props.lines.read(first, last + 1),
        run.props.door.text(first, last - first + 1, keys),
      ]),
    ),
  );
  for (const [lines, cells] of read) {
    for (const [at, line] of lines.entries()) {
      const row = recordIn(line);
      if (!row) continue;
      rows.push(row);
      text.push(keys.map((key, n) => onWay.get(heldKey(row.id, key)) ?? cells[at]?.[n] ?? ""));
    }
  }
  return { rows, text };
}

/** Every selected cell that can be written, each with `text`, which is of a column that counts in `from`. */
export async function everywhere(run: GridRun, text: string, from?: Scale): Promise<Patch[]> {
  const bands = bandsOf(run.state.get().selection, boundsOf(run));
  const patches = bands.map(async ({ first, last, columns: places }): Promise<Patch[]> => {
    const columns = writable(columnsAt(run, places));
    if (columns.length === 0) return [];
    const rows = await recordsOf(run, [{ first, last }]);
    return [
      { rows, columns, text: rows.map(() => columns.map(({ counts }) => recounted(text, from, counts))) },
    ];
  });
  return (await Promise.all(patches)).flat();
}

export const countsOf = (columns: readonly GridColumn[]): Counts => columns.map(({ counts }) => counts);

/** Texts out of columns that counted in `from`, repeated where there are more, as `columns` are to read them. */
export function recountedLine<T extends string | null>(
  line: readonly T[],
  from: Counts,
  columns: readonly GridColumn[],
): (T | string)[] {
  return line.map((put, n) =>
    put === null ? put : recounted(put, from[n % Math.max(1, from.length)], columns[n]?.counts),
  );
}

/** Patches as one: what none of them speaks of stays as it is, and the last one counts. */
export function merged(patches: readonly Patch[]): Patch {
  const [only, another] = patches;
  if (only && !another) return only;
  const rows = new Map<string, { row: RowRef; cells: Map<string, string | null> }>();
  const columns = new Map<string, GridColumn>();
  for (const patch of patches) {
    for (const column of patch.columns) columns.set(column.key, column);
    for (const [at, row] of patch.rows.entries()) {
      const into = rows.get(row.id) ?? { row, cells: new Map() };
      rows.set(row.id, into);
      for (const [n, { key }] of patch.columns.entries()) into.cells.set(key, patch.text[at]?.[n] ?? null);
    }
  }
  const all = [...rows.values()];
  return {
    rows: all.map(({ row }) => row),
    columns: [...columns.values()],
    text: all.map(({ cells }) => [...columns.keys()].map((key) => cells.get(key) ?? null)),
  };
}
