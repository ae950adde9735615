/**
 * Many cells at once: copy, cut, paste, fill, clear. Texts come from the core and go back to it as one block,
 * which the table plans before it is written; nothing is parsed or judged here.
 */
import { t } from "../lib/i18n.ts";
import { fromClipboard, tile, toHtml, toTsv } from "./clipboard.ts";
import type { Area, Block, GridColumn, RowRef } from "./model.ts";
import { type Box, bandsOf, boxesOf, boxOf, rowIntervals, type Span } from "./selection.ts";
import { boundsOf, type GridRun, refuse, speak } from "./state.ts";

/** More cells than this are work for import and export, not for a clipboard. */
const MOST_CELLS = 50_000;

type Spread = {
  readonly intervals: { first: number; last: number }[];
  readonly left: number;
  readonly right: number;
};

/** The selection as rows × columns: all of it where its spans share their columns, else its main span. */
function spreadOf(run: GridRun): Spread {
  const bounds = boundsOf(run);
  const { selection } = run.state.get();
  const main = boxOf(selection, bounds);
  const alike = boxesOf(selection, bounds).every(
    ({ left, right }) => left === main.left && right === main.right,
  );
  const intervals = alike ? rowIntervals(selection, bounds) : [{ first: main.top, last: main.bottom }];
  return { intervals, left: main.left, right: main.right };
}

/** The selection in the table's words. */
export function areaOf(run: GridRun): Area {
  const { selection } = run.state.get();
  const bands = bandsOf(selection, boundsOf(run)).map((band) => ({
    ...band,
    columns: band.columns.flatMap((at) => run.props.columns[at]?.key ?? []),
  }));
  const tall = ({ shape }: Span) => shape === "columns" || shape === "all";
  return { bands, whole: [...selection.extra, selection].every(tall) };
}

const rowsIn = (area: Spread): number =>
  area.intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);

function tooMany(run: GridRun, rows: number, columns: number): boolean {
  if (rows * columns <= MOST_CELLS) return false;
  refuse(run, t("ui.grid.said.too_many", { most: MOST_CELLS }));
  return true;
}

async function recordsOf(run: GridRun, area: Spread): Promise<RowRef[]> {
  const rows: RowRef[] = [];
  for (const { first, last } of area.intervals) {
    for (const { line } of await run.props.lines.read(first, last + 1)) {
      if (line.kind === "record")
        rows.push({ id: line.id, rev: Math.max(line.rev, run.revs.get(line.id) ?? 0) });
    }
  }
  return rows;
}

/* ---- copying ---- */

type Copied = { readonly slot: string; readonly text: string; readonly html: string };
const ready = new WeakMap<GridRun, Promise<Copied> | Copied>();

function slotOf(run: GridRun, area: Spread): string {
  const keys = run.props.columns.slice(area.left, area.right + 1).map(({ key }) => key);
  return JSON.stringify([area.intervals, keys, run.props.lines.version()]);
}

async function gather(run: GridRun, area: Spread, slot: string): Promise<Copied> {
  const columns = run.props.columns.slice(area.left, area.right + 1);
  const cells: string[][] = [];
  for (const { first, last } of area.intervals) {
    cells.push(
      ...(await run.props.door.text(
        first,
        last - first + 1,
        columns.map(({ key }) => key),
      )),
    );
  }
  return {
    slot,
    text: toTsv(cells),
    html: toHtml(
      cells,
      columns.map(({ format }) => format),
    ),
  };
}

/**
 * Fetches the selection's text while Ctrl goes down, so that it is here when C follows: the clipboard of a copy
 * event can only be written at once.
 */
export function prepareCopy(run: GridRun): void {
  const area = spreadOf(run);
  if (rowsIn(area) * (area.right - area.left + 1) > MOST_CELLS) return;
  const work = gather(run, area, slotOf(run, area));
  ready.set(run, work);
  work.then((copied) => ready.get(run) === work && ready.set(run, copied)).catch(() => ready.delete(run));
}

/** Answers a copy event. Resolves to whether the clipboard holds the cells now. */
export async function copy(run: GridRun, data: DataTransfer, area = spreadOf(run)): Promise<boolean> {
  const rows = rowsIn(area);
  if (tooMany(run, rows, area.right - area.left + 1)) return false;
  const slot = slotOf(run, area);
  const have = ready.get(run);
  const said = () => {
    speak(run, t("ui.grid.said.copied", { n: rows * (area.right - area.left + 1) }));
    return true;
  };
  if (have && !(have instanceof Promise) && have.slot === slot) {
    data.setData("text/plain", have.text);
    data.setData("text/html", have.html);
    return said();
  }
  const work = gather(run, area, slot);
  const part = (type: string, of: (copied: Copied) => string) =>
    work.then((copied) => new Blob([of(copied)], { type }));
  const item = new ClipboardItem({
    "text/plain": part("text/plain", ({ text }) => text),
    "text/html": part("text/html", ({ html }) => html),
  });
  return navigator.clipboard.write([item]).then(said, (error: unknown) => {
    refuse(run, run.props.door.reason(error));
    return false;
  });
}

/** Copies, and empties what was copied: nothing where the clipboard did not take it. */
export function cut(run: GridRun, data: DataTransfer): void {
  const area = spreadOf(run);
  void copy(run, data, area).then((copied) => copied && clear(run, "cut", area));
}

/* ---- writing ---- */

async function write(
  run: GridRun,
  columns: readonly GridColumn[],
  rows: readonly RowRef[],
  block: Pick<Block, "text" | "why" | "beyond">,
) {
  const { closed } = run.props.door;
  if (closed) refuse(run, closed);
  if (closed || rows.length === 0 || columns.length === 0) return;
  run.props.door.write({ rows, columns: columns.map(({ key }) => key), ...block });
}

function attempt(run: GridRun, work: Promise<unknown>): void {
  work.catch((error: unknown) => refuse(run, run.props.door.reason(error)));
}

/** Empties the selected cells, leaving out columns nobody can write. */
export function clear(run: GridRun, why: "clear" | "cut" = "clear", area = spreadOf(run)): void {
  const columns = run.props.columns.slice(area.left, area.right + 1).filter(({ editor }) => editor !== null);
  if (columns.length === 0 && !run.props.door.closed)
    refuse(run, t("ui.grid.said.computed", { column: run.props.columns[area.left]?.title ?? "" }));
  if (tooMany(run, rowsIn(area), columns.length)) return;
  const work = recordsOf(run, area).then((rows) =>
    write(run, columns, rows, { why, beyond: 0, text: rows.map(() => columns.map(() => "")) }),
  );
  attempt(run, work);
}

/** Lays pasted cells down from the selection's corner; lines that are no records are stepped over. */
export function paste(run: GridRun, text: string, html: string): void {
  const area = spreadOf(run);
  const cells = tile(fromClipboard(text, html), rowsIn(area), area.right - area.left + 1);
  const width = cells[0]?.length ?? 0;
  const columns = run.props.columns.slice(area.left, area.left + width);
  if (cells.length === 0 || tooMany(run, cells.length, columns.length)) return;
  const top = area.intervals[0]?.first ?? 0;
  // A single span takes as many records as there are rows to paste, however many group lines lie between.
  const work = area.intervals.length > 1 ? recordsOf(run, area) : recordsFrom(run, top, cells.length);
  attempt(
    run,
    work.then((rows) =>
      write(run, columns, rows, {
        why: "paste",
        beyond: cells.length - rows.length,
        text: cells.slice(0, rows.length).map((line) => line.slice(0, columns.length)),
      }),
    ),
  );
}

async function recordsFrom(run: GridRun, top: number, count: number): Promise<RowRef[]> {
  const rows: RowRef[] = [];
  for (let at = top; rows.length < count && at < run.props.lines.count; ) {
    const last = Math.min(run.props.lines.count, at + count - rows.length) - 1;
    rows.push(...(await recordsOf(run, { intervals: [{ first: at, last }], left: 0, right: 0 })));
    at = last + 1;
  }
  return rows;
}

/** Writes one typed text into every selected cell of the columns that take one. */
export function fillWith(run: GridRun, text: string): void {
  const area = spreadOf(run);
  const columns = run.props.columns.slice(area.left, area.right + 1).filter(({ editor }) => editor !== null);
  if (tooMany(run, rowsIn(area), columns.length)) return;
  const work = recordsOf(run, area).then((rows) =>
    write(run, columns, rows, { why: "fill", beyond: 0, text: rows.map(() => columns.map(() => text)) }),
  );
  attempt(run, work);
}

/** Repeats `source` (a band of rows inside `box`'s columns) over the rows `first..last`. */
async function repeat(
  run: GridRun,
  box: Box,
  source: { first: number; last: number },
  first: number,
  last: number,
): Promise<void> {
  const columns = run.props.columns.slice(box.left, box.right + 1).filter(({ editor }) => editor !== null);
  const from = source.last - source.first + 1;
  const lines = await run.props.lines.read(source.first, source.last + 1);
  const texts = await run.props.door.text(
    source.first,
    from,
    columns.map(({ key }) => key),
  );
  const pattern = texts.filter((_, index) => lines[index]?.line.kind === "record");
  const rows = await recordsOf(run, { intervals: [{ first, last }], left: box.left, right: box.right });
  if (pattern.length === 0) return;
  await write(run, columns, rows, {
    why: "fill",
    beyond: 0,
    text: rows.map((_, index) => pattern[index % pattern.length] ?? []),
  });
}

/** Ctrl D: the range's first row over the rest; on a single row, the row above over it. */
export function fillDown(run: GridRun): void {
  const box = boxOf(run.state.get().selection, boundsOf(run));
  const top = box.top === box.bottom ? box.top - 1 : box.top;
  if (top < 0 || tooMany(run, box.bottom - top, box.right - box.left + 1)) return;
  attempt(run, repeat(run, box, { first: top, last: top }, top + 1, box.bottom));
}

/** The fill knob: the range repeated down (or up) to `to`. */
export function fillTo(run: GridRun, to: number): void {
  const box = boxOf(run.state.get().selection, boundsOf(run));
  const source = { first: box.top, last: box.bottom };
  if (tooMany(run, Math.abs(to - box.top) + 1, box.right - box.left + 1)) return;
  if (to > box.bottom) attempt(run, repeat(run, box, source, box.bottom + 1, to));
  else if (to < box.top) attempt(run, repeat(run, box, source, to, box.top - 1));
}

/** Ctrl R: the range's first column over the rest; on a single column, the one to the left over it. */
export function fillRight(run: GridRun): void {
  const box = boxOf(run.state.get().selection, boundsOf(run));
  const left = box.left === box.right ? box.left - 1 : box.left;
  const from = run.props.columns[left];
  const columns = run.props.columns.slice(left + 1, box.right + 1).filter(({ editor }) => editor !== null);
  if (!from || tooMany(run, box.bottom - box.top + 1, columns.length)) return;
  const work = async () => {
    const count = box.bottom - box.top + 1;
    const lines = await run.props.lines.read(box.top, box.bottom + 1);
    const texts = await run.props.door.text(box.top, count, [from.key]);
    const rows = await recordsOf(run, {
      intervals: [{ first: box.top, last: box.bottom }],
      left,
      right: box.right,
    });
    const pattern = texts.filter((_, index) => lines[index]?.line.kind === "record");
    await write(run, columns, rows, {
      why: "fill",
      beyond: 0,
      text: pattern.map((line) => columns.map(() => line[0] ?? "")),
    });
  };
  attempt(run, work());
}

/** The selected records, for deleting. */
export async function selectedRows(run: GridRun): Promise<RowRef[]> {
  return recordsOf(run, spreadOf(run));
}
