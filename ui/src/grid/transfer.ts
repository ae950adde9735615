/**
 * Many cells at once: copy, cut, paste, clear. Texts come from the core and go back to it as one block, which the
 * table plans before it is written; nothing is parsed or judged here.
 */
import type { Applied } from "../ipc/bindings.ts";
import { type Counts, countsIn, rememberCopied } from "../lib/copied.ts";
import { t } from "../lib/i18n.ts";
import { fromClipboard, tile, toHtml, toTsv } from "./clipboard.ts";
import { select } from "./focus.ts";
import type { Block, RowRef } from "./model.ts";
import { bandsOf, isMany, rowIntervals, type Selection, selectCell } from "./selection.ts";
import {
  columnsAt,
  countsOf,
  everywhere,
  linesIn,
  MOST_CELLS,
  merged,
  type Patch,
  recordsFrom,
  recordsOf,
  recountedLine,
  type Spread,
  spreadOf,
  textsOf,
  tooMany,
  writable,
} from "./spread.ts";
import { activeOf, boundsOf, change, type GridRun, heldKey, refuse, speak } from "./state.ts";
import { inTurn, newest } from "./turns.ts";

/* ---- copying ---- */

type Copied = {
  readonly cells: number;
  readonly text: string;
  readonly html: string;
  readonly counts: Counts;
};
/** What was fetched ahead: of which selection, and its texts once they are here. */
const ready = new WeakMap<GridRun, { readonly slot: string; copied: Copied | null }>();

function slotOf(run: GridRun, { intervals, columns }: Spread): string {
  return JSON.stringify([
    intervals,
    columns.map(({ key, counts }) => [key, counts]),
    run.props.lines.version(),
    [...run.onWay],
  ]);
}

/** The lines' texts. Where none heads a group and nothing is on its way, the core's texts are all there is to it. */
async function cellsOf(run: GridRun, { intervals, columns }: Spread): Promise<string[][]> {
  if (run.props.grouped || run.onWay.size > 0) return (await textsOf(run, intervals, columns)).text;
  const keys = columns.map(({ key }) => key);
  const cells = intervals.map(({ first, last }) => run.props.door.text(first, last - first + 1, keys));
  return (await Promise.all(cells)).flat();
}

async function gather(run: GridRun, area: Spread): Promise<Copied> {
  const cells = await cellsOf(run, area);
  const formats = area.columns.map(({ format }) => format);
  return {
    cells: cells.length * area.columns.length,
    text: toTsv(cells),
    html: toHtml(cells, formats),
    counts: countsOf(area.columns),
  };
}

/**
 * Fetches the selection's text while Ctrl goes down, so that it is here when C follows: the clipboard of a copy
 * event can only be written at once.
 */
export function prepareCopy(run: GridRun, repeat: boolean): void {
  const area = spreadOf(run);
  if (!area || linesIn(area.intervals) * area.columns.length > MOST_CELLS) return;
  const slot = slotOf(run, area);
  // A held Ctrl asks again and again, for while it is held further cells are selected.
  if (repeat && ready.get(run)?.slot === slot) return;
  const mine: { slot: string; copied: Copied | null } = { slot, copied: null };
  ready.set(run, mine);
  gather(run, area).then(
    (copied) => {
      mine.copied = copied;
    },
    () => ready.get(run) === mine && ready.delete(run),
  );
}

/** What can be copied of the selection: rows × columns with a record in it. Says why where that is nothing. */
function copiable(run: GridRun): Spread | null {
  const area = spreadOf(run);
  if (!area) {
    refuse(run, t("ui.grid.said.apart"));
    return null;
  }
  if (tooMany(run, linesIn(area.intervals), area.columns.length)) return null;
  const { lines } = run.props;
  const isHead = (row: number) => lines.get(row)?.line.kind === "group";
  const none = area.intervals.every(({ first, last }) => {
    let row = first;
    while (row <= last && isHead(row)) row += 1;
    return row > last;
  });
  if (none) refuse(run, t("ui.grid.said.no_record"));
  return none ? null : area;
}

/** Copies, into a copy event's clipboard where there is one. Resolves to whether the clipboard holds the cells now. */
export async function copy(run: GridRun, data: DataTransfer | null, area = copiable(run)): Promise<boolean> {
  if (!area) return false;
  const have = ready.get(run);
  const said = ({ cells, text, counts }: Copied) => {
    rememberCopied(text, counts);
    speak(run, t("ui.grid.said.copied", { n: cells }));
    return true;
  };
  if (data && have?.copied && have.slot === slotOf(run, area)) {
    data.setData("text/plain", have.copied.text);
    data.setData("text/html", have.copied.html);
    return said(have.copied);
  }
  const work = gather(run, area);
  const part = (type: string, of: (copied: Copied) => string) =>
    work.then((copied) => new Blob([of(copied)], { type }));
  const item = new ClipboardItem({
    "text/plain": part("text/plain", ({ text }) => text),
    "text/html": part("text/html", ({ html }) => html),
  });
  return navigator.clipboard
    .write([item])
    .then(() => work)
    .then(said, (error: unknown) => {
      refuse(run, run.props.door.reason(error));
      return false;
    });
}

/** Copies, and empties what was copied: nothing where the clipboard did not take it. */
export function cut(run: GridRun, data: DataTransfer | null): void {
  const area = copiable(run);
  if (!area || refuseWide(run)) return;
  const { closed } = run.props.door;
  if (closed) {
    refuse(run, closed);
    return;
  }
  // Looked up now: by the time the clipboard has it, other lines may stand there.
  const emptied = everywhere(run, "");
  emptied.catch(() => undefined);
  void copy(run, data, area).then(
    (copied) => copied && write(run, "cut", async () => ({ patches: await emptied })),
  );
}

/* ---- writing ---- */

type Work = {
  readonly patches: readonly Patch[];
  readonly beyond?: number;
  readonly beside?: number;
  /** Said where there is nothing to write. */
  readonly none?: string;
};

/** The cells a patch puts a text into, by `heldKey`. */
function slotsOf({ rows, columns, text }: Patch): [string, string][] {
  return rows.flatMap(({ id }, at) =>
    columns.flatMap(({ key }, n): [string, string][] => {
      const put = text[at]?.[n];
      return put === undefined || put === null ? [] : [[heldKey(id, key), put]];
    }),
  );
}

/** A patch's texts once its turn has come: its columns may count in another unit by then. */
function inUnitsNow(run: GridRun, { columns, text }: Patch): Patch["text"] {
  const now = columns.map((was) => run.props.columns.find(({ key }) => key === was.key) ?? was);
  return text.map((line) => recountedLine(line, countsOf(columns), now));
}

/** What was written over is no longer waited for, and a text refused there before is gone. */
function settle(run: GridRun, slots: readonly [string, string][], written: boolean): void {
  for (const [slot, put] of slots) if (run.onWay.get(slot) === put) run.onWay.delete(slot);
  const { held } = run.state.get();
  const gone = written && held.size > 0 ? slots.filter(([slot]) => held.get(slot)?.reason) : [];
  if (gone.length === 0) return;
  const left = new Map(held);
  for (const [slot] of gone) left.delete(slot);
  change(run, { held: left });
}

/**
 * Writes in its turn. What is written is looked up at once: what is seen when the key is pressed is what is meant,
 * wherever it stands by then.
 */
export function write(run: GridRun, why: Block["why"], work: () => Promise<Work | null>): void {
  const { closed } = run.props.door;
  if (closed) {
    refuse(run, closed);
    return;
  }
  const looked = work().then((found) => {
    if (!found) return null;
    const patch = merged(found.patches);
    const slots = slotsOf(patch);
    for (const [slot, put] of slots) run.onWay.set(slot, put);
    return { ...found, patch, slots };
  });
  // Waited for in its turn, which may come later than its failure.
  looked.catch(() => undefined);
  const send = async () => {
    const found = await looked;
    if (!found) return null;
    const { patch, slots, beyond = 0, beside = 0 } = found;
    const { rows, columns } = patch;
    const text = inUnitsNow(run, patch);
    if (rows.length === 0 || columns.length === 0) refuse(run, found.none ?? t("ui.grid.said.no_record"));
    const none = rows.length === 0 || columns.length === 0 || tooMany(run, rows.length, columns.length);
    const keys = columns.map(({ key }) => key);
    const block: Block = { rows: newest(run, rows), columns: keys, text, why, beyond, beside };
    let applied: Applied | null = null;
    try {
      applied = none ? null : await run.props.door.write(block, () => write(run, why, async () => found));
    } finally {
      settle(run, slots, applied !== null);
    }
    return applied;
  };
  inTurn(run, send).catch((error: unknown) => refuse(run, run.props.door.reason(error)));
}

/** Whether nothing selected can be written, or more than a block holds. Says so. */
export function refuseWide(run: GridRun): boolean {
  const bands = bandsOf(run.state.get().selection, boundsOf(run));
  let cells = 0;
  for (const { first, last, columns } of bands)
    cells += (last - first + 1) * writable(columnsAt(run, columns)).length;
  if (cells === 0 && !run.props.door.closed) {
    const [column] = columnsAt(run, bands[0]?.columns ?? []);
    refuse(run, t("ui.grid.said.computed", { column: column?.title ?? "" }));
    return true;
  }
  return tooMany(run, cells, 1);
}

/** Empties the selected cells, leaving out columns nobody can write. */
export function clear(run: GridRun): void {
  if (!refuseWide(run)) write(run, "clear", async () => ({ patches: await everywhere(run, "") }));
}

/** The records a paste goes to and what they get: laid down from the corner, or over all that is selected. */
async function laid(
  run: GridRun,
  source: readonly string[][],
  counts: Counts,
  area: Spread,
): Promise<Work | null> {
  const { intervals } = area;
  const { selection } = run.state.get();
  const one = source.length === 1 && source[0]?.length === 1;
  const tall = linesIn(intervals);
  const vast = tall * area.columns.length > MOST_CELLS;
  if (one && tooMany(run, tall, area.columns.length)) return null;
  const many = isMany(selection, boundsOf(run)) && !vast;
  const chosen = many ? await recordsOf(run, intervals) : [];
  if (many && chosen.length === 0) return { patches: [] };
  const cells = tile(source, Math.max(1, chosen.length), many ? area.columns.length : 1);
  const width = cells[0]?.length ?? 0;
  if (tooMany(run, cells.length, width)) return null;
  const beyond = cells.length > chosen.length;
  // A block larger than the selection goes on below it, however many heads of groups lie between.
  const top = intervals[0]?.first ?? 0;
  const from = beyond ? await recordsFrom(run, top, cells.length) : null;
  const rows = from?.rows ?? chosen.slice(0, cells.length);
  const left = run.props.columns.findIndex(({ key }) => key === area.columns[0]?.key);
  const wider = width > area.columns.length;
  const columns = wider
    ? run.props.columns.slice(left, left + width)
    : area.columns.slice(0, Math.max(1, width));
  const text = cells
    .slice(0, rows.length)
    .map((line) => recountedLine(line.slice(0, columns.length), counts, columns));
  if (from || wider) {
    const corner = { row: top, column: left };
    const end = { row: from?.last ?? intervals.at(-1)?.last ?? top, column: left + columns.length - 1 };
    reselect(run, selection, { ...selectCell(corner), head: end });
  }
  return {
    patches: [{ rows, columns, text }],
    beyond: cells.length - text.length,
    beside: width - columns.length,
  };
}

/** What was pasted is selected, as in Excel, where nobody went elsewhere meanwhile. */
function reselect(run: GridRun, was: Selection, now: Selection): void {
  if (run.state.get().selection === was && run.state.get().draft === null) select(run, now, null);
}

/** Lays pasted cells down; lines that are no records are stepped over. */
export function paste(run: GridRun, text: string, html: string): void {
  const source = fromClipboard(text, html);
  const [line] = source;
  if (!line) return;
  const counts = countsIn(text);
  const area = spreadOf(run);
  const many = isMany(run.state.get().selection, boundsOf(run));
  if (!many && activeOf(run).row?.line.kind === "group") refuse(run, t("ui.grid.said.group", { column: "" }));
  else if (area) write(run, "paste", () => laid(run, source, counts, area));
  else if (source.length > 1 || line.length > 1) refuse(run, t("ui.grid.said.apart"));
  else if (!refuseWide(run))
    write(run, "paste", async () => ({ patches: await everywhere(run, line[0] ?? "", counts[0]) }));
}

/** The records of all that is selected, for deleting. */
export async function selectedRows(run: GridRun): Promise<RowRef[]> {
  return recordsOf(run, rowIntervals(run.state.get().selection, boundsOf(run)));
}
