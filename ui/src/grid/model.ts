/**
 * What a table tells the grid about itself, and what it does for it. The grid draws, selects and edits;
 * what a value means, how it reads and whether it may be stored is the table's and the core's business.
 */
import type { LucideIcon } from "lucide-react";
import type { CSSProperties, ReactNode, Ref } from "react";
import type { Applied, Id, Sort, Totals, Value } from "../ipc/bindings.ts";
import type { Scale } from "../lib/format.ts";
import type { Combo } from "../lib/keys.ts";
import type { Pick } from "../lib/several.ts";
import type { Format } from "./clipboard.ts";
import type { Command } from "./keys.ts";
import type { LineStore } from "./lines.ts";

/** How a cell's text is weighed. `late` is always drawn with its sign as well, never by colour alone. */
type Tone = "quiet" | "late" | "soon" | "stale";
/** A small drawing before the text: three bars, a filling ring, a coloured dot, a warning sign, a monogram. */
type Mark = "bars" | "ring" | "dot" | "late" | "monogram" | "check";
/** A value as shown. `level` is what the mark tells (bars 0–3, ring 0–1), `colour` any CSS colour or hue of it. */
export type CellView = {
  readonly text: string;
  readonly tone?: Tone;
  readonly mark?: Mark;
  readonly level?: number;
  readonly colour?: string;
  /** Several values, each drawn as a chip; `text` says them all. */
  readonly parts?: readonly { readonly text: string; readonly colour: string | null }[];
};

/** What the stylesheet draws a mark from. */
export function markStyle(view: CellView | undefined): CSSProperties {
  return view?.mark ? ({ "--level": view.level, "--colour": view.colour } as CSSProperties) : {};
}

export type Option = {
  readonly id: string;
  readonly label: string;
  readonly value: Value;
  readonly view?: CellView;
};
/** What a column that holds several offers and makes of what is picked. */
export type SeveralOf = {
  readonly picked: (value: Value | undefined) => readonly Pick[];
  /** What fits the part that is typed, best first; with nothing typed all of it, or what is likely. */
  readonly offered: (part: string, record: Id) => Promise<readonly Pick[]>;
  /** Of names nobody is known by as well: the core reads those. */
  readonly value: (picks: readonly Pick[]) => Value;
  /** A name says which is meant: no two are called the same. */
  readonly byName: boolean;
  /** A word that is not offered is a new one. */
  readonly takesNew: boolean;
};
export type EditorKind = "text" | "long_text" | "number" | "date" | "bool" | "choice" | "ref";

export type GridColumn = {
  readonly key: string;
  readonly title: string;
  /** The unit of measure, said once in the head. */
  readonly unit: string | null;
  /** Where it holds money: what a bare number in it counts in. */
  readonly counts?: Scale;
  readonly width: number;
  readonly pinned: boolean;
  readonly align: "start" | "end";
  readonly format: Format;
  readonly sortable: boolean;
  /** Null where the core computes the value. */
  readonly editor: EditorKind | null;
  readonly view: (value: Value | undefined) => CellView;
  /** Whether what a cell says is late, by what else is known of its record. */
  readonly late?: (of: (key: string) => Value | undefined) => boolean;
  /** The text an editor opens with. */
  readonly entry: (value: Value | undefined) => string;
  /** Typed text on its way to the core, which reads it. */
  readonly read: (text: string) => Value;
  /** For `choice` and `ref`: what fits the typed text, best first. */
  readonly options?: (text: string, record: Id) => Promise<readonly Option[]>;
  /** For cells that hold several of what can be picked. */
  readonly several?: SeveralOf;
};

export type ColumnChange =
  | { readonly kind: "width"; readonly key: string; readonly width: number }
  | { readonly kind: "move"; readonly key: string; readonly to: number }
  | { readonly kind: "pin"; readonly key: string; readonly pinned: boolean }
  | { readonly kind: "hide"; readonly key: string };

export type RowRef = { readonly id: Id; readonly rev: number };
/** A rectangle of text for records, from the clipboard, a fill or a clearing; the core plans it before it is written. */
export type Block = {
  readonly rows: readonly RowRef[];
  readonly columns: readonly string[];
  /** Null leaves a cell as it is: what is selected need not be one rectangle. */
  readonly text: readonly (readonly (string | null)[])[];
  readonly why: "paste" | "fill" | "clear" | "cut";
  /** Pasted rows beyond the last record, and columns beyond the last one, which have nowhere to go. */
  readonly beyond: number;
  readonly beside: number;
};

/** What the table does when the grid asks. */
export type GridDoor = {
  /** Why nothing in this table can be written, where that is so. */
  readonly closed?: string;
  /** The core's text of lines, for copying. */
  readonly text: (from: number, count: number, columns: readonly string[]) => Promise<string[][]>;
  /** Stores one value; rejects when the core refuses it. `again` tries once more where storing failed. */
  readonly edit: (row: RowRef, key: string, value: Value, again: () => void) => Promise<Applied>;
  /** Keeps a text that was refused where it can be looked into later; none where there is no such place. */
  readonly keep?: (id: Id, key: string, text: string) => Promise<unknown>;
  /** A text that was not stored is given up. */
  readonly dropped: () => void;
  /** Writes a block; null where what the core refuses of it waits for the user. `again` as for `edit`. */
  readonly write: (block: Block, again: () => void) => Promise<Applied | null>;
  /** A refusal in words. */
  readonly reason: (error: unknown) => string;
  /** Says, where everybody sees it, why something asked for is not done; `unsaved`: a typed text waits in its cell. */
  readonly tell: (text: string, unsaved: boolean) => void;
};

export type MenuItem = {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly combo?: Combo;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly run: () => void;
};
/** Where a menu was asked for: on a cell's record (null on other lines) or on a column's head. */
export type MenuPlace =
  | { readonly on: "cell"; readonly id: Id | null; readonly key: string | undefined }
  | { readonly on: "head"; readonly key: string };

/** Lines of a selection, both edges included, and which columns of them; no two lie over each other. */
export type Band = { readonly first: number; readonly last: number; readonly columns: readonly string[] };
/** All that is selected. */
export type Area = {
  readonly bands: readonly Band[];
  /** Whole columns: the sum of one is the view's own. */
  readonly whole: boolean;
};

/** What a table may ask of the grid. */
export type GridHandle = {
  readonly focus: () => void;
  readonly perform: (command: Command) => void;
  /** The record the active cell is on. */
  readonly activeId: () => Id | null;
  /** The line the active cell is on, and the lines drawn now. */
  readonly where: () => { readonly row: number; readonly first: number; readonly end: number };
  /** Goes to a line, with the keyboard if it was in the grid. */
  readonly goTo: (index: number) => void;
  /** The active record now stands at `index`: selection and scroll position go along, and nothing jumps. */
  readonly follow: (index: number) => void;
  /** Writes records after what the grid itself still writes, with the revisions that left behind. */
  readonly inTurn: (
    rows: readonly RowRef[],
    work: (fresh: readonly RowRef[]) => Promise<Applied>,
  ) => Promise<void>;
};

export type GridProps = {
  readonly label: string;
  readonly lines: LineStore;
  readonly columns: readonly GridColumn[];
  readonly door: GridDoor;
  readonly rowHeight: number;
  readonly grouped: boolean;
  readonly sort: readonly Sort[];
  /** The summary row; null draws none. */
  readonly totals: Totals | null;
  readonly totalsLabel: string;
  /** How a group's header reads. */
  readonly groupView: (label: Value) => CellView;
  /** Leaves the focus on the cell, where a screen reader wants it, at the price of input methods' first letter. */
  readonly screenReader?: boolean;
  /** Shown in place of lines when there are none. */
  readonly empty: ReactNode;
  readonly ref?: Ref<GridHandle>;
  readonly onSort: (key: string, more: boolean) => void;
  readonly onColumns: (change: ColumnChange) => void;
  readonly onFold: (key: string, folded: boolean) => void;
  readonly onOpen: (id: Id, how: "peek" | "page") => void;
  /** More than one cell is selected, or no longer. */
  readonly onSelection: (area: Area | null, cells: number) => void;
  /** Escape where one cell is selected and nothing is being typed. */
  readonly onEscape?: () => void;
  /** The active cell came to another record, or to none. */
  readonly onActive?: (id: Id | null) => void;
  readonly onRemove: (rows: readonly RowRef[]) => void;
  /**
   * What is said of a record in passing, where the pointer rests on its row or it is `asked` for by key; nothing where
   * there is nothing to say.
   */
  readonly aside?: (id: Id, asked: boolean) => ReactNode;
  /** What is seen in a text while it is typed into a column, so that it is looked at once more; nothing blocks. */
  readonly seen?: (key: string, text: string) => ReactNode;
  readonly menu: (place: MenuPlace) => readonly (MenuItem | null)[];
};
