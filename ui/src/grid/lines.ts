/**
 * The lines of a view as the grid reads them: blocks of 200 fetched when wanted, the longest unused dropped.
 * After a change the old lines stay in sight until the new ones are there. Never sorts, groups or counts lines itself.
 */
import type { Id, Line, Value } from "../ipc/bindings.ts";

export const BLOCK = 200;
/** Blocks kept: 2,000 lines, many times a tall window. More come again in the time of a frame. */
export const KEEP = 10;
/** Heads of groups kept beyond their blocks: whoever is deep in a group is still shown which. */
export const HEADS = 500;
/** Blocks on their way at once: while a thumb is dragged past thousands of lines, most are never needed. */
const AT_ONCE = 4;

/** One reading of a view. `columns` names the cells of each fetched line, in order. */
export type LineSource = {
  readonly count: number;
  readonly columns: readonly string[];
  readonly fetch: (from: number, count: number) => Promise<Line[]>;
};

/** A line with the place of each column among its cells: columns may change between two readings. */
export type Row = { readonly line: Line; readonly places: ReadonlyMap<string, number> };

/** A record as a write left it. */
type Fresh = {
  readonly id: Id;
  readonly rev: number;
  readonly values: Readonly<Record<string, Value>>;
};

type Block = { readonly rows: Row[]; readonly reading: number };

/** The blocks that hold lines `first..end`, read from a source before it becomes the store's. */
export async function readBlocks(
  source: LineSource,
  first: number,
  end: number,
): Promise<Map<number, Line[]>> {
  const ready = new Map<number, Line[]>();
  const last = Math.ceil(Math.min(end, source.count) / BLOCK);
  for (let number = Math.max(0, Math.floor(first / BLOCK)); number < last; number += 1) {
    const from = number * BLOCK;
    ready.set(number, await source.fetch(from, Math.min(BLOCK, source.count - from)));
  }
  return ready;
}

/** The value of one column of a record's line; undefined when this reading did not ask for it. */
export function cellOf(row: Row, key: string): Value | undefined {
  if (row.line.kind !== "record") return undefined;
  const place = row.places.get(key);
  return place === undefined ? undefined : row.line.cells[place];
}

export class LineStore {
  #source: LineSource = { count: 0, columns: [], fetch: () => Promise.resolve([]) };
  #places: ReadonlyMap<string, number> = new Map();
  #reading = 0;
  #version = 0;
  #failure: unknown = null;
  /** In order of use, the longest unused first. */
  readonly #blocks = new Map<number, Block>();
  /** Heads of groups whose blocks were dropped, the longest dropped first. Of the present reading only. */
  readonly #heads = new Map<number, Row>();
  readonly #asked = new Map<number, Promise<void>>();
  /** Not asked again until `retry` or a newer reading, or a broken view would be asked for ever. */
  readonly #failed = new Set<number>();
  readonly #listeners = new Set<() => void>();

  get count(): number {
    return this.#source.count;
  }
  /** Why the last fetch failed, until one succeeds. */
  get failure(): unknown {
    return this.#failure;
  }
  /** Grows with every change; for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Takes a newer reading. Lines of the old one are shown until `want` has fetched their successors; `ready` lines
   * (from the start of a block on) take their place at once.
   */
  renew(source: LineSource, ready: ReadonlyMap<number, readonly Line[]> = new Map()): void {
    this.#source = source;
    this.#places = new Map(source.columns.map((key, place) => [key, place]));
    this.#reading += 1;
    this.#asked.clear();
    this.#failed.clear();
    this.#heads.clear();
    this.#failure = null;
    const last = Math.ceil(source.count / BLOCK);
    for (const number of [...this.#blocks.keys()]) if (number >= last) this.#blocks.delete(number);
    for (const [number, lines] of ready) this.#take(number, lines);
    this.#changed();
  }

  /** Forgets everything, as for another table. */
  clear(): void {
    this.#blocks.clear();
    this.renew({ count: 0, columns: [], fetch: () => Promise.resolve([]) });
  }

  /** The line at `index`, absent while it is on its way. */
  get(index: number): Row | undefined {
    if (index < 0 || index >= this.count) return undefined;
    return this.#blocks.get(Math.floor(index / BLOCK))?.rows[index % BLOCK] ?? this.#heads.get(index);
  }

  /** Asks anew for what failed. */
  retry(): void {
    this.#failed.clear();
    this.#failure = null;
    this.#changed();
  }

  /**
   * Asks for lines `first..end` where they are missing or old. Only a few blocks travel at once: who draws asks
   * again after every change. Resolves when what was asked is here; failures are kept in `failure`.
   */
  want(first: number, end: number): Promise<void> {
    const waits: Promise<void>[] = [];
    const from = Math.max(0, Math.floor(first / BLOCK));
    const to = Math.floor((Math.min(end, this.count) - 1) / BLOCK);
    for (let number = from; number <= to; number += 1) {
      const block = this.#blocks.get(number);
      if (block) {
        this.#blocks.delete(number);
        this.#blocks.set(number, block);
      }
      if (block?.reading === this.#reading || this.#failed.has(number)) continue;
      if (this.#asked.size < AT_ONCE || this.#asked.has(number)) waits.push(this.#ask(number));
    }
    return waits.length === 0 ? Promise.resolve() : Promise.all(waits).then(() => undefined);
  }

  /** Fetches and returns lines `first..end`; rejects if they cannot be had. For work on selections, not for drawing. */
  async read(first: number, end: number): Promise<Row[]> {
    const rows: Row[] = [];
    const last = Math.min(end, this.count);
    const reading = this.#reading;
    const { fetch } = this.#source;
    const places = this.#places;
    for (let at = Math.max(0, first); at < last; ) {
      const number = Math.floor(at / BLOCK);
      const stop = Math.min(last, (number + 1) * BLOCK);
      const block = this.#blocks.get(number);
      if (block?.reading === reading) rows.push(...block.rows.slice(at % BLOCK, (at % BLOCK) + stop - at));
      else rows.push(...(await fetch(at, stop - at)).map((line) => ({ line, places })));
      at = stop;
    }
    return rows;
  }

  /** Shows records' fresh values at once wherever their lines are loaded, before the next reading confirms them. */
  patch(fresh: readonly Fresh[]): void {
    const byId = new Map(fresh.map((record) => [record.id, record]));
    let any = false;
    for (const block of byId.size > 0 ? this.#blocks.values() : []) {
      for (const [index, row] of block.rows.entries()) {
        const record = row.line.kind === "record" ? byId.get(row.line.id) : undefined;
        if (row.line.kind !== "record" || !record) continue;
        const { rev, values } = record;
        const cells = [...row.line.cells];
        for (const [key, place] of row.places) cells[place] = values[key] ?? cells[place] ?? { t: "null" };
        block.rows[index] = { line: { ...row.line, rev, cells }, places: row.places };
        any = true;
      }
    }
    if (any) this.#changed();
  }

  /** Where a record's line stands, as far as it is loaded. */
  locate(id: Id): { readonly index: number; readonly row: Row } | null {
    for (const [number, block] of this.#blocks) {
      const at = block.rows.findIndex(({ line }) => line.kind === "record" && line.id === id);
      const row = block.rows[at];
      if (row) return { index: number * BLOCK + at, row };
    }
    return null;
  }

  /** The nearest loaded line before or after `index` for which `test` holds. */
  find(index: number, by: 1 | -1, test: (row: Row) => boolean): number | null {
    for (let at = index + by; at >= 0 && at < this.count; at += by) {
      const row = this.get(at);
      if (row && test(row)) return at;
    }
    return null;
  }

  #ask(number: number): Promise<void> {
    const running = this.#asked.get(number);
    if (running) return running;
    const reading = this.#reading;
    const from = number * BLOCK;
    const work = this.#source.fetch(from, Math.min(BLOCK, this.count - from)).then(
      (lines) => {
        if (reading !== this.#reading) return;
        this.#asked.delete(number);
        this.#failure = null;
        this.#take(number, lines);
        this.#changed();
      },
      (reason: unknown) => {
        // A view that was closed while asked is no failure: a newer reading took its place.
        if (reading !== this.#reading) return;
        this.#asked.delete(number);
        this.#failed.add(number);
        this.#failure = reason;
        this.#changed();
      },
    );
    this.#asked.set(number, work);
    return work;
  }

  #take(number: number, lines: readonly Line[]): void {
    const places = this.#places;
    this.#blocks.delete(number);
    this.#blocks.set(number, { rows: lines.map((line) => ({ line, places })), reading: this.#reading });
    this.#drop();
  }

  #drop(): void {
    for (const [number, { rows, reading }] of this.#blocks) {
      if (this.#blocks.size <= KEEP) break;
      this.#blocks.delete(number);
      if (reading !== this.#reading) continue;
      for (const [at, row] of rows.entries())
        if (row.line.kind === "group") this.#heads.set(number * BLOCK + at, row);
    }
    for (const index of this.#heads.keys()) {
      if (this.#heads.size <= HEADS) return;
      this.#heads.delete(index);
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
