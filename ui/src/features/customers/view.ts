/**
 * The open view behind the table: opened for a query, opened anew after every change, one at a time. The lines on
 * screen are read before the old ones are let go, so that a refresh never shows a gap.
 */
import { type LineSource, LineStore, readBlocks } from "../../grid/lines.ts";
import type { GridHandle } from "../../grid/model.ts";
import { commands, type Id, type Line, type Query, type Totals, type ViewInfo } from "../../ipc/bindings.ts";
import { createStore, type Store } from "../../lib/store.ts";

export type ViewState = {
  /** Null until the first answer. */
  readonly info: ViewInfo | null;
  /** What `info` answers. */
  readonly query: Query | null;
  readonly totals: Totals | null;
  readonly error: unknown;
};

/** Lines read before a table is first shown: more than a tall window holds. */
const FIRST_LINES = 60;

type Reading = {
  readonly info: ViewInfo;
  readonly totals: Totals;
  /** By how many lines the record moved that was active when the reading began. */
  readonly shift: number;
  readonly source: LineSource;
  readonly ready: ReadonlyMap<number, Line[]>;
};

export type TableView = {
  readonly lines: LineStore;
  readonly state: Store<ViewState>;
  /** Shows `query` from now on. */
  readonly show: (query: Query) => void;
  /** Reads it again, because something changed. */
  readonly renew: () => void;
  /** Goes to a record once no reading is under way; false when the view does not hold it. */
  readonly find: (id: Id) => Promise<number | null>;
  readonly close: () => void;
};

/** Whether two queries ask for the same records in the same order, give or take folded groups and columns. */
function alike(a: Query | null, b: Query): boolean {
  return (
    a !== null &&
    JSON.stringify({ ...a, folded: [], columns: [] }) === JSON.stringify({ ...b, folded: [], columns: [] })
  );
}

const shut = (view: number): void => {
  // The core forgets a view nobody closes at the latest when the vault locks.
  commands.viewClose(view).catch(() => undefined);
};

/** Answered as things stand, or as they stood at an instant. */
export const openView = (query: Query, asOf: number | undefined): Promise<ViewInfo> =>
  asOf === undefined ? commands.viewOpen(query) : commands.pastViewOpen(asOf, query);

export function createView(grid: { readonly current: GridHandle | null }, asOf?: number): TableView {
  const lines = new LineStore();
  const state = createStore<ViewState>({ info: null, query: null, totals: null, error: null });
  let wanted: Query | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;

  const source = (info: ViewInfo, columns: readonly string[]): LineSource => ({
    count: info.lines,
    columns,
    fetch: (from, count) => commands.viewLines(info.view, from, count),
  });

  /** Puts a reading in place of the old one, and the selection where its record went. */
  function take(query: Query, next: Reading): void {
    const { info: old, query: was } = state.get();
    lines.renew(next.source, next.ready);
    state.set({ info: next.info, query, totals: next.totals, error: null });
    if (!alike(was, query)) {
      // Other records or another order: one starts at the top, on a record rather than a group's header.
      grid.current?.goTo(lines.get(0)?.line.kind === "group" ? 1 : 0);
    } else if (next.shift !== 0 && grid.current) {
      // By as much, not to that record: somebody may have gone elsewhere while it was read.
      grid.current.follow(grid.current.where().row + next.shift);
    }
    if (old) shut(old.view);
  }

  /** Reads what will be on screen before anything on screen changes. */
  async function prepare(query: Query): Promise<Reading> {
    const info = await openView(query, asOf);
    const same = alike(state.get().query, query);
    const id = same ? (grid.current?.activeId() ?? null) : null;
    const row = grid.current?.where().row ?? 0;
    const [totals, at] = await Promise.all([
      commands.viewTotals(info.view),
      id === null ? null : commands.viewFind(info.view, id),
    ]);
    const from = source(info, query.columns);
    const place = (same && grid.current?.where()) || { row: 0, first: 0, end: FIRST_LINES };
    const shift = at === null ? 0 : at - row;
    const ready = await readBlocks(from, place.first + shift, place.end + shift);
    return { info, totals, shift, source: from, ready };
  }

  async function read(query: Query): Promise<void> {
    const next = await prepare(query);
    if (closed || wanted !== query) shut(next.info.view);
    else take(query, next);
  }

  function work(): void {
    if (running) {
      again = true;
      return;
    }
    again = false;
    const query = wanted;
    if (!query || closed) return;
    running = read(query)
      .catch((error: unknown) => {
        if (!closed) state.set((was) => ({ ...was, error }));
      })
      .then(() => {
        running = null;
        if (again) work();
      });
  }

  return {
    lines,
    state,
    show: (query) => {
      closed = false;
      wanted = query;
      work();
    },
    renew: work,
    find: async (id) => {
      while (running) await running;
      const { info } = state.get();
      return info ? commands.viewFind(info.view, id) : null;
    },
    close: () => {
      closed = true;
      const { info } = state.get();
      state.set({ info: null, query: null, totals: null, error: null });
      lines.clear();
      if (info) shut(info.view);
    },
  };
}
