/**
 * Every key the grid answers to, in one table: the keyboard handler looks commands up here and the cheat sheet
 * prints it. Also the one place that knows when a key belongs to an input method.
 */

/** Where the keys are typed: on cells, in an open editor, on the column heads. */
export type Zone = "cells" | "editor" | "heads";
export type Section = "moving" | "selecting" | "editing" | "records" | "columns";

/** `native` rows are answered by the browser's own copy, cut and paste events; they stand here for the cheat sheet. */
type Entry<Name extends string> = {
  readonly command: Name;
  readonly zone: Zone;
  readonly section: Section;
  readonly keys: readonly string[];
  readonly native?: true;
};

const table = [
  { command: "up", zone: "cells", section: "moving", keys: ["ArrowUp"] },
  { command: "down", zone: "cells", section: "moving", keys: ["ArrowDown"] },
  { command: "left", zone: "cells", section: "moving", keys: ["ArrowLeft"] },
  { command: "right", zone: "cells", section: "moving", keys: ["ArrowRight"] },
  { command: "first_row", zone: "cells", section: "moving", keys: ["Mod+ArrowUp"] },
  { command: "last_row", zone: "cells", section: "moving", keys: ["Mod+ArrowDown"] },
  { command: "first_column", zone: "cells", section: "moving", keys: ["Home", "Mod+ArrowLeft"] },
  { command: "last_column", zone: "cells", section: "moving", keys: ["End", "Mod+ArrowRight"] },
  { command: "first_cell", zone: "cells", section: "moving", keys: ["Mod+Home"] },
  { command: "last_cell", zone: "cells", section: "moving", keys: ["Mod+End"] },
  { command: "page_up", zone: "cells", section: "moving", keys: ["PageUp"] },
  { command: "page_down", zone: "cells", section: "moving", keys: ["PageDown"] },
  { command: "next", zone: "cells", section: "moving", keys: ["Tab"] },
  { command: "previous", zone: "cells", section: "moving", keys: ["Shift+Tab"] },
  { command: "previous_group", zone: "cells", section: "moving", keys: ["Alt+ArrowUp", "Alt+PageUp"] },
  { command: "next_group", zone: "cells", section: "moving", keys: ["Alt+PageDown"] },

  { command: "extend_up", zone: "cells", section: "selecting", keys: ["Shift+ArrowUp"] },
  { command: "extend_down", zone: "cells", section: "selecting", keys: ["Shift+ArrowDown"] },
  { command: "extend_left", zone: "cells", section: "selecting", keys: ["Shift+ArrowLeft"] },
  { command: "extend_right", zone: "cells", section: "selecting", keys: ["Shift+ArrowRight"] },
  { command: "extend_first_row", zone: "cells", section: "selecting", keys: ["Mod+Shift+ArrowUp"] },
  { command: "extend_last_row", zone: "cells", section: "selecting", keys: ["Mod+Shift+ArrowDown"] },
  { command: "extend_first_column", zone: "cells", section: "selecting", keys: ["Shift+Home"] },
  { command: "extend_last_column", zone: "cells", section: "selecting", keys: ["Shift+End"] },
  { command: "extend_first_cell", zone: "cells", section: "selecting", keys: ["Mod+Shift+Home"] },
  { command: "extend_last_cell", zone: "cells", section: "selecting", keys: ["Mod+Shift+End"] },
  { command: "extend_page_up", zone: "cells", section: "selecting", keys: ["Shift+PageUp"] },
  { command: "extend_page_down", zone: "cells", section: "selecting", keys: ["Shift+PageDown"] },
  { command: "select_all", zone: "cells", section: "selecting", keys: ["Mod+a"] },
  { command: "select_row", zone: "cells", section: "selecting", keys: ["Shift+Space"] },
  { command: "select_column", zone: "cells", section: "selecting", keys: ["Mod+Space"] },
  { command: "collapse", zone: "cells", section: "selecting", keys: ["Escape"] },

  { command: "edit", zone: "cells", section: "editing", keys: ["Enter", "F2"] },
  { command: "open_list", zone: "cells", section: "editing", keys: ["Alt+ArrowDown"] },
  { command: "commit_down", zone: "editor", section: "editing", keys: ["Enter"] },
  { command: "commit_up", zone: "editor", section: "editing", keys: ["Shift+Enter"] },
  { command: "commit_next", zone: "editor", section: "editing", keys: ["Tab"] },
  { command: "commit_previous", zone: "editor", section: "editing", keys: ["Shift+Tab"] },
  { command: "commit_fill", zone: "editor", section: "editing", keys: ["Mod+Enter"] },
  { command: "line_break", zone: "editor", section: "editing", keys: ["Alt+Enter"] },
  { command: "drop", zone: "editor", section: "editing", keys: ["Escape"] },
  { command: "toggle_mode", zone: "editor", section: "editing", keys: ["F2"] },
  { command: "open_picker", zone: "editor", section: "editing", keys: ["Alt+ArrowDown"] },
  { command: "today", zone: "cells", section: "editing", keys: ["Mod+;"] },
  { command: "clear", zone: "cells", section: "editing", keys: ["Delete", "Backspace"] },
  { command: "fill_down", zone: "cells", section: "editing", keys: ["Mod+d"] },
  { command: "fill_right", zone: "cells", section: "editing", keys: ["Mod+r"] },
  { command: "copy", zone: "cells", section: "editing", keys: ["Mod+c"], native: true },
  { command: "cut", zone: "cells", section: "editing", keys: ["Mod+x"], native: true },
  { command: "paste", zone: "cells", section: "editing", keys: ["Mod+v", "Mod+Shift+v"], native: true },

  { command: "peek", zone: "cells", section: "records", keys: ["Space"] },
  { command: "open", zone: "cells", section: "records", keys: ["Mod+Enter"] },
  { command: "delete_rows", zone: "cells", section: "records", keys: ["Mod+Delete", "Mod+Backspace"] },
  { command: "menu", zone: "cells", section: "records", keys: ["Shift+F10", "ContextMenu"] },

  { command: "column_left", zone: "cells", section: "columns", keys: ["Mod+Shift+ArrowLeft"] },
  { command: "column_right", zone: "cells", section: "columns", keys: ["Mod+Shift+ArrowRight"] },
  { command: "column_narrower", zone: "cells", section: "columns", keys: ["Alt+-"] },
  { command: "column_wider", zone: "cells", section: "columns", keys: ["Alt+=", "Alt++"] },
  { command: "column_hide", zone: "cells", section: "columns", keys: ["Mod+0"] },
  { command: "head_sort", zone: "heads", section: "columns", keys: ["Enter", "Space"] },
  { command: "head_sort_more", zone: "heads", section: "columns", keys: ["Shift+Enter", "Shift+Space"] },
  {
    command: "head_menu",
    zone: "heads",
    section: "columns",
    keys: ["Alt+ArrowDown", "Shift+F10", "ContextMenu"],
  },
  { command: "head_left", zone: "heads", section: "moving", keys: ["ArrowLeft"] },
  { command: "head_right", zone: "heads", section: "moving", keys: ["ArrowRight"] },
  { command: "head_first", zone: "heads", section: "moving", keys: ["Home"] },
  { command: "head_last", zone: "heads", section: "moving", keys: ["End"] },
  { command: "head_leave", zone: "heads", section: "moving", keys: ["ArrowDown", "Escape", "Tab"] },
] as const satisfies readonly Entry<string>[];

export type Command = (typeof table)[number]["command"];

/** What the handler needs of a keyboard event. */
export type Pressed = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/**
 * Whether an input method is using this key. WebKit reports the Enter that ends a composition as a real key with
 * `isComposing`, WebKitGTK reports composing keys as 229; every key handler asks here first.
 */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** A pressed key in the table's writing: `Mod` is Ctrl, or ⌘ on a Mac. */
export function chord(event: Pressed): string {
  const named = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  const alt = event.altKey ? "Alt+" : "";
  // A shifted sign is already another sign; only letters and named keys keep their Shift.
  const shift = event.shiftKey && (named.length > 1 || /^\p{L}$/u.test(named)) ? "Shift+" : "";
  return `${mod}${alt}${shift}${named}`;
}

const index = new Map<string, Command>();
for (const entry of table as readonly Entry<Command>[]) {
  if (!entry.native) for (const key of entry.keys) index.set(`${entry.zone} ${key}`, entry.command);
}

/** The command of a key, if the grid answers to it there. */
export function commandFor(event: Pressed, zone: Zone): Command | null {
  // Inside an editor on a Mac ⌥ types signs; no plain sign is a command there, so nothing is taken from it.
  return index.get(`${zone} ${chord(event)}`) ?? null;
}

/** Whether a key types a character, so that typing replaces the cell. */
export function types(event: Pressed): boolean {
  return (
    [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !(event.altKey && event.key === " ")
  );
}

/** The table for people: each command once with its keys, grouped by section. */
export function cheatSheet(): { section: Section; rows: { command: Command; keys: readonly string[] }[] }[] {
  const sections: Section[] = ["moving", "selecting", "editing", "records", "columns"];
  return sections.map((section) => ({
    section,
    rows: (table as readonly Entry<Command>[])
      .filter((entry) => entry.section === section)
      .map(({ command, keys }) => ({ command, keys })),
  }));
}
