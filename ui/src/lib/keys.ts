/**
 * Keys: one place that knows input methods, the ⌘/Ctrl difference and which shortcuts are live.
 *
 * A screen registers what it answers to with `useShortcut`; the sheet of shortcuts is drawn from the
 * same list, so it cannot lie. The last registered wins, so an overlay outranks the screen below it.
 */
import { createContext, useContext, useLayoutEffect, useRef } from "react";
import type { MessageKey } from "./i18n.ts";
import { createStore } from "./store.ts";

/** True while an input method composes; its Enter and Escape are not ours. */
export function isComposing(event: {
  isComposing?: boolean;
  keyCode?: number;
  nativeEvent?: Event;
}): boolean {
  const native = (event.nativeEvent ?? event) as KeyboardEvent;
  return native.isComposing || native.keyCode === 229;
}

export const isMac = typeof navigator !== "undefined" && /Mac/.test(navigator.platform);

/** `mod+shift+z`, `alt+left`, `f6`, `/`: parts in this order, lower case; `mod` is ⌘ on a Mac. */
export type Combo = string;

const names: Record<string, string> = {
  arrowleft: "left",
  arrowright: "right",
  arrowup: "up",
  arrowdown: "down",
  escape: "esc",
  " ": "space",
  "+": "=",
};

export function comboOf(event: KeyboardEvent): Combo {
  // Digits and signs by their place on the keyboard, so that Shift does not turn Ctrl+/ into Ctrl+?.
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const key = digit ?? names[event.key.toLowerCase()] ?? event.key.toLowerCase();
  const mod = isMac ? event.metaKey : event.ctrlKey;
  return [mod && "mod", event.altKey && "alt", event.shiftKey && "shift", key].filter(Boolean).join("+");
}

const shown: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  alt: isMac ? "⌥" : "Alt",
  shift: isMac ? "⇧" : "Shift",
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
  enter: "Enter",
  esc: "Esc",
  space: "Space",
  tab: "Tab",
  home: "Home",
  end: "End",
  pageup: "PgUp",
  pagedown: "PgDn",
  delete: "Del",
  backspace: "Backspace",
  contextmenu: "Menu",
};

/** The combo as caps on keys: `Ctrl K`, `⌘ K`. */
export function comboText(combo: Combo): string {
  return combo
    .split("+")
    .map((part) => shown[part] ?? part.toUpperCase())
    .join(" ");
}

export type Shortcut = {
  combo: Combo;
  label: MessageKey;
  run: () => void;
  inText?: boolean;
  region?: string | null;
};
const live: Shortcut[] = [];

/** Whether single letters and signs do anything: whoever speaks to the computer, or hits keys unawares, turns them off. */
export const letterKeys = createStore(true);

/** A key that writes: no Ctrl, no Alt, and none of those that only have a name. */
export const isLetter = (combo: Combo) => /^(shift\+)?.$/u.test(combo);

/** For keys that only one place answers to, and tells no sheet of. */
export const isHeard = (combo: Combo) => letterKeys.get() || !isLetter(combo);

/** What answers right now, newest first. */
export function liveShortcuts(): readonly Shortcut[] {
  return [...live].reverse().filter(({ combo }) => isHeard(combo));
}

/** Where a list's letters mean something: in its own part of the window, or where nothing has the focus. */
function reaches(target: EventTarget | null, { combo, region }: Shortcut): boolean {
  if (!region || !isLetter(combo) || !(target instanceof Element)) return true;
  if (target === document.body || target === document.documentElement) return true;
  return target.closest("[data-region]")?.getAttribute("data-region") === region;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])")
  );
}

/** Runs the shortcut for this event; true where one was found. */
export function runShortcut(event: KeyboardEvent): boolean {
  if (isComposing(event) || event.defaultPrevented) return false;
  const combo = comboOf(event);
  // A table's input that waits for typing is no text field yet: undo is the vault's there, plain letters are text.
  const idle = event.target instanceof HTMLElement && event.target.matches("[data-idle]");
  const typing = isTyping(event.target) && !(idle && /^(mod|alt)\+/.test(combo));
  const found = liveShortcuts().find(
    (one) => one.combo === combo && (!typing || one.inText) && reaches(event.target, one),
  );
  if (!found) return false;
  event.preventDefault();
  // A letter that is held writes once: what comes next was not looked at. J and K walk on.
  if (event.repeat && /^(shift\+)?[a-il-z]$/.test(combo)) return true;
  found.run();
  return true;
}

/** What is kept but out of sight answers to no key. */
export const KeysOff = createContext(false);

/** The part of the window, by its `data-region`, in which the letters of what is inside are heard. */
export const KeysIn = createContext<string | null>(null);

/**
 * Answers to `combo` while the caller is on screen. `inText` shortcuts work while typing too; leave it
 * off for anything a text field uses itself (undo, arrows, single letters).
 */
export function useShortcut(
  combo: Combo,
  label: MessageKey,
  run: () => void,
  options: { inText?: boolean; off?: boolean } = {},
) {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  const hidden = useContext(KeysOff);
  const region = useContext(KeysIn);
  const { inText = false } = options;
  const off = hidden || (options.off ?? false);
  useLayoutEffect(() => {
    if (off) return;
    const one: Shortcut = { combo, label, inText, region, run: () => latest.current() };
    live.push(one);
    return () => {
      live.splice(live.indexOf(one), 1);
    };
  }, [combo, label, inText, off, region]);
}
