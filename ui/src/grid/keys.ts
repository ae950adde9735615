/**
 * Every key the grid answers to, in one table: the keyboard handler looks commands up here and the cheat sheet
 * prints it. Keys are written as `lib/keys` writes them.
 */
import { type Combo, comboOf } from "../lib/keys.ts";

/** Where the keys are typed: on cells, in an open editor, on the column heads. */
export type Zone = "cells" | "editor" | "heads";
export type Section = "moving" | "selecting" | "editing" | "records" | "columns";

/** `native` rows are answered by the browser's own copy, cut and paste events; they stand here for the cheat sheet. */
type Entry<Name extends string> = {
  readonly command: Name;
  readonly zone: Zone;
  readonly section: Section;
  readonly keys: readonly Combo[];
  readonly native?: true;
};

const table = [
  { command: "up", zone: "cells", section: "moving", keys: ["up"] },
  { command: "down", zone: "cells", section: "moving", keys: ["down"] },
  { command: "left", zone: "cells", section: "moving", keys: ["left"] },
  { command: "right", zone: "cells", section: "moving", keys: ["right"] },
  { command: "first_row", zone: "cells", section: "moving", keys: ["mod+up"] },
  { command: "last_row", zone: "cells", section: "moving", keys: ["mod+down"] },
  { command: "first_column", zone: "cells", section: "moving", keys: ["home", "mod+left"] },
  { command: "last_column", zone: "cells", section: "moving", keys: ["end", "mod+right"] },
  { command: "first_cell", zone: "cells", section: "moving", keys: ["mod+home"] },
  { command: "last_cell", zone: "cells", section: "moving", keys: ["mod+end"] },
  { command: "page_up", zone: "cells", section: "moving", keys: ["pageup"] },
  { command: "page_down", zone: "cells", section: "moving", keys: ["pagedown"] },
  { command: "next", zone: "cells", section: "moving", keys: ["tab"] },
  { command: "previous", zone: "cells", section: "moving", keys: ["shift+tab"] },
  { command: "back_up", zone: "cells", section: "moving", keys: ["shift+enter"] },
  { command: "show_active", zone: "cells", section: "moving", keys: ["mod+backspace"] },
  { command: "previous_group", zone: "cells", section: "moving", keys: ["alt+up", "alt+pageup"] },
  { command: "next_group", zone: "cells", section: "moving", keys: ["alt+pagedown"] },

  { command: "extend_up", zone: "cells", section: "selecting", keys: ["shift+up"] },
  { command: "extend_down", zone: "cells", section: "selecting", keys: ["shift+down"] },
  { command: "extend_left", zone: "cells", section: "selecting", keys: ["shift+left"] },
  { command: "extend_right", zone: "cells", section: "selecting", keys: ["shift+right"] },
  { command: "extend_first_row", zone: "cells", section: "selecting", keys: ["mod+shift+up"] },
  { command: "extend_last_row", zone: "cells", section: "selecting", keys: ["mod+shift+down"] },
  {
    command: "extend_first_column",
    zone: "cells",
    section: "selecting",
    keys: ["mod+shift+left", "shift+home"],
  },
  {
    command: "extend_last_column",
    zone: "cells",
    section: "selecting",
    keys: ["mod+shift+right", "shift+end"],
  },
  { command: "extend_first_cell", zone: "cells", section: "selecting", keys: ["mod+shift+home"] },
  { command: "extend_last_cell", zone: "cells", section: "selecting", keys: ["mod+shift+end"] },
  { command: "extend_page_up", zone: "cells", section: "selecting", keys: ["shift+pageup"] },
  { command: "extend_page_down", zone: "cells", section: "selecting", keys: ["shift+pagedown"] },
  { command: "select_all", zone: "cells", section: "selecting", keys: ["mod+a"] },
  { command: "select_row", zone: "cells", section: "selecting", keys: ["shift+space"] },
  { command: "select_column", zone: "cells", section: "selecting", keys: ["mod+space"] },
  { command: "collapse", zone: "cells", section: "selecting", keys: ["esc"] },

  { command: "edit", zone: "cells", section: "editing", keys: ["enter", "f2"] },
  { command: "open_list", zone: "cells", section: "editing", keys: ["alt+down"] },
  { command: "commit_down", zone: "editor", section: "editing", keys: ["enter"] },
  { command: "commit_up", zone: "editor", section: "editing", keys: ["shift+enter"] },
  { command: "commit_next", zone: "editor", section: "editing", keys: ["tab"] },
  { command: "commit_previous", zone: "editor", section: "editing", keys: ["shift+tab"] },
  { command: "commit_fill", zone: "editor", section: "editing", keys: ["mod+enter"] },
  { command: "line_break", zone: "editor", section: "editing", keys: ["alt+enter"] },
  { command: "drop", zone: "editor", section: "editing", keys: ["esc"] },
  { command: "toggle_mode", zone: "editor", section: "editing", keys: ["f2"] },
  { command: "open_picker", zone: "editor", section: "editing", keys: ["alt+down"] },
  { command: "today", zone: "cells", section: "editing", keys: ["mod+;"] },
  { command: "clear", zone: "cells", section: "editing", keys: ["delete", "backspace"] },
  { command: "fill_down", zone: "cells", section: "editing", keys: ["mod+d"] },
  { command: "fill_right", zone: "cells", section: "editing", keys: ["mod+r"] },
  { command: "copy", zone: "cells", section: "editing", keys: ["mod+c"], native: true },
  { command: "cut", zone: "cells", section: "editing", keys: ["mod+x"], native: true },
  { command: "paste", zone: "cells", section: "editing", keys: ["mod+v", "mod+shift+v"], native: true },

  { command: "peek", zone: "cells", section: "records", keys: ["space"] },
  { command: "open", zone: "cells", section: "records", keys: ["mod+enter"] },
  { command: "aside", zone: "cells", section: "records", keys: ["mod+i"] },
  { command: "delete_rows", zone: "cells", section: "records", keys: ["mod+delete"] },
  { command: "menu", zone: "cells", section: "records", keys: ["shift+f10", "contextmenu"] },

  { command: "column_left", zone: "cells", section: "columns", keys: ["alt+shift+left"] },
  { command: "column_right", zone: "cells", section: "columns", keys: ["alt+shift+right"] },
  { command: "column_narrower", zone: "cells", section: "columns", keys: ["alt+-"] },
  { command: "column_wider", zone: "cells", section: "columns", keys: ["alt+=", "alt+shift+="] },
  { command: "column_hide", zone: "cells", section: "columns", keys: ["mod+0"] },
  { command: "head_sort", zone: "heads", section: "columns", keys: ["enter", "space"] },
  { command: "head_sort_more", zone: "heads", section: "columns", keys: ["shift+enter", "shift+space"] },
  {
    command: "head_menu",
    zone: "heads",
    section: "columns",
    keys: ["alt+down", "shift+f10", "contextmenu"],
  },
  { command: "head_left", zone: "heads", section: "moving", keys: ["left"] },
  { command: "head_right", zone: "heads", section: "moving", keys: ["right"] },
  { command: "head_first", zone: "heads", section: "moving", keys: ["home"] },
  { command: "head_last", zone: "heads", section: "moving", keys: ["end"] },
  { command: "head_leave", zone: "heads", section: "moving", keys: ["down", "esc", "tab"] },
] as const satisfies readonly Entry<string>[];

export type Command = (typeof table)[number]["command"];

const index = new Map<string, Command>();
for (const entry of table as readonly Entry<Command>[]) {
  if (!entry.native) for (const key of entry.keys) index.set(`${entry.zone} ${key}`, entry.command);
}

/** The command of a key, if the grid answers to it there. */
export function commandFor(event: KeyboardEvent, zone: Zone): Command | null {
  return index.get(`${zone} ${comboOf(event)}`) ?? null;
}

/** What a key that is held down does once: each time it would write, or open, anew. */
const once: ReadonlySet<Command> = new Set<Command>([
  "clear",
  "fill_down",
  "fill_right",
  "commit_fill",
  "delete_rows",
  "today",
  "edit",
  "open_list",
  "open",
  "peek",
  "aside",
  "menu",
  "column_hide",
]);

export function isOnce(command: Command): boolean {
  return once.has(command);
}

/** Whether a key types a character, so that typing replaces the cell. */
export function types(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">): boolean {
  return [...event.key].length === 1 && !event.ctrlKey && !event.metaKey;
}

/** The table for people: each command once with its keys, grouped by section. */
export function cheatSheet(): { section: Section; rows: { command: Command; keys: readonly Combo[] }[] }[] {
  const sections: Section[] = ["moving", "selecting", "editing", "records", "columns"];
  return sections.map((section) => ({
    section,
    rows: (table as readonly Entry<Command>[])
      .filter((entry) => entry.section === section)
      .map(({ command, keys }) => ({ command, keys })),
  }));
}
