/**
 * What the grid remembers while it is on screen, and the handles its verbs work with. Nothing here outlives the
 * grid: selection, an edit under way, texts that wait for the core or were refused by it.
 */
import type { Id } from "../ipc/bindings.ts";
import { createStore, type Store } from "../lib/store.ts";
import type { Row } from "./lines.ts";
import type { GridColumn, GridProps, Option } from "./model.ts";
import { type Bounds, type Box, type Cell, type Selection, selectCell } from "./selection.ts";
import type { ColumnLayout, Extent } from "./window.ts";

/** An edit under way. `replace` began by typing, so arrows end it; in `keep` they move the caret. */
export type Draft = {
  readonly id: Id;
  readonly key: string;
  readonly mode: "replace" | "keep";
  /** The text it opened with, to tell whether anything was changed. */
  readonly initial: string;
  /** What is typed so far; drawn nowhere but in option lists, the text itself lives in the input. */
  readonly text: string;
  readonly picker: boolean;
};

/** A text that is not yet stored: on its way, or refused with a reason. */
export type Held = { readonly text: string; readonly reason: string | null };

/** The record the pointer rests on, or that was asked for by key; where its row stands, and a text cut off there. */
export type Aside = {
  readonly id: Id;
  readonly asked: boolean;
  readonly place: { readonly left: number; readonly top: number; readonly bottom: number };
  readonly cut: string | null;
};

export type GridState = {
  readonly selection: Selection;
  /** The head that has the focus, when it is not on the cells. */
  readonly head: number | null;
  readonly draft: Draft | null;
  /** By record and column: `heldKey`. */
  readonly held: ReadonlyMap<string, Held>;
  /** The width a column is being dragged to; the table hears of it when it is let go. */
  readonly sizing: { readonly key: string; readonly width: number } | null;
  /** What a fill drag would cover; null when none is under way. */
  readonly fill: Box | null;
  /** A menu asked for, at a point of the window. */
  readonly menu: { readonly x: number; readonly y: number; readonly head: string | null } | null;
  /** A record of which something is said in passing. */
  readonly aside: Aside | null;
  /** Said to assistive technology; counted so that the same sentence twice is said twice. */
  readonly spoken: { readonly text: string; readonly turn: number };
};

/** What an open option list lets the keyboard do. */
export type Picker = {
  readonly move: (by: number) => void;
  readonly chosen: () => Option | null;
  readonly focus?: () => void;
  /** Where several are picked: checks the one the arrows are on. False where they are on none. */
  readonly toggle?: () => boolean;
};

/** A grid on screen: its latest properties, its state, its elements and measures. */
export type GridRun = {
  props: GridProps;
  readonly state: Store<GridState>;
  readonly root: { current: HTMLDivElement | null };
  readonly scroller: { current: HTMLDivElement | null };
  readonly input: { current: HTMLTextAreaElement | null };
  readonly picker: { current: Picker | null };
  layout: ColumnLayout;
  extent: Extent;
  drawn: { readonly first: number; readonly end: number };
  /** Draws the rows of the present scroll position now instead of with the next scroll event. */
  measure: () => void;
  /** Edits are sent one after the other, each with the revision the one before it left behind. */
  queue: Promise<unknown>;
  readonly revs: Map<Id, number>;
  /** Texts on their way to the core, by `heldKey`: whoever copies a cell meanwhile copies what was put into it. */
  readonly onWay: Map<string, string>;
  /** Until the pointer has rested long enough. */
  resting: number;
  /** An input method composes: the word is not in the input yet. */
  composing: boolean;
  /** Where Tab began and has come to: Enter goes back below where it began, as in Excel. */
  tabbed: { readonly from: number; readonly at: Cell } | null;
};

export const heldKey = (id: Id, key: string): string => `${id} ${key}`;

function firstState(): GridState {
  return {
    selection: selectCell({ row: 0, column: 0 }),
    head: null,
    draft: null,
    held: new Map(),
    sizing: null,
    fill: null,
    menu: null,
    aside: null,
    spoken: { text: "", turn: 0 },
  };
}

export function createRun(props: GridProps): GridRun {
  return {
    props,
    state: createStore(firstState()),
    root: { current: null },
    scroller: { current: null },
    input: { current: null },
    picker: { current: null },
    layout: { x: [0], pinned: 0, pinnedRight: 0, width: 0 },
    extent: { rows: 0, rowHeight: props.rowHeight, view: 0 },
    drawn: { first: 0, end: 0 },
    measure: () => undefined,
    queue: Promise.resolve(),
    revs: new Map(),
    onWay: new Map(),
    resting: 0,
    composing: false,
    tabbed: null,
  };
}

export function change(run: GridRun, part: Partial<GridState>): void {
  run.state.set((was) => ({ ...was, ...part }));
}

export function boundsOf(run: GridRun): Bounds {
  return { rows: run.props.lines.count, columns: run.props.columns.length };
}

/** The row and column under the active cell, as far as they are there. */
export function activeOf(run: GridRun): { row: Row | undefined; column: GridColumn | undefined; cell: Cell } {
  const { active } = run.state.get().selection;
  return { row: run.props.lines.get(active.row), column: run.props.columns[active.column], cell: active };
}

/** Whether the active cell holds a text that was refused. */
export function isRefused(run: GridRun): boolean {
  const { row, column } = activeOf(run);
  if (row?.line.kind !== "record" || !column) return false;
  return Boolean(run.state.get().held.get(heldKey(row.line.id, column.key))?.reason);
}

/** Says why something asked for is not done, for everybody to see; `unsaved`: a typed text waits in its cell. */
export function refuse(run: GridRun, text: string, unsaved = false): void {
  run.props.door.tell(text, unsaved);
}

/** Says a sentence politely to assistive technology. */
export function speak(run: GridRun, text: string): void {
  run.state.set((was) => ({ ...was, spoken: { text, turn: was.spoken.turn + 1 } }));
}
