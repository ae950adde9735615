/** Keys that work everywhere in the open vault. Screens add theirs with `useShortcut`. */
import { useLayoutEffect } from "react";
import { commands, type Settings } from "../ipc/bindings.ts";
import { complain } from "../ipc/error.ts";
import { redo, undo } from "../ipc/history.ts";
import { changeSettings } from "../ipc/settings.ts";
import { ask } from "../lib/ask.ts";
import { isComposing, letterKeys, runShortcut, useShortcut } from "../lib/keys.ts";
import { currentPlace, go, goBack, goForward, replacePlace } from "../lib/place.ts";
import { settleTyping } from "../lib/typing.ts";
import { places } from "./places.tsx";
import { openShortcutSheet } from "./shortcut-sheet.tsx";

/** The shell has what is being typed stored first, whoever it is that locks. */
export function lock(): void {
  commands.vaultLock().catch(complain);
}

const zooms = [80, 90, 100, 110, 125, 150, 175, 200];

function nextZoom(now: number, step: 1 | -1): number {
  const wider = step > 0 ? zooms.filter((one) => one > now) : zooms.filter((one) => one < now).reverse();
  return wider[0] ?? now;
}

/** Ctrl 1…9 for the places, one hearer for all nine. */
function usePlaceKeys(): void {
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const target = digit ? places.filter(({ foot }) => !foot)[Number(digit) - 1] : undefined;
      if (!target || isComposing(event) || event.defaultPrevented) return;
      event.preventDefault();
      move(() => go({ at: target.id }));
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}

/** Where a pane wants the keyboard, or the first thing in it that takes it. */
const inPane = [
  "[data-pane-focus]",
  '[tabindex="0"], a[href], button:not([disabled]), input:not([disabled])',
];

/** Moves focus to the next of rail, list and drawer. */
function nextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")];
  // From nowhere as from the rail, which is the first: into what is shown.
  const here = Math.max(
    0,
    panes.findIndex((pane) => pane.contains(document.activeElement)),
  );
  const next = panes[(here + 1) % panes.length];
  const found = inPane.map((which) => next?.querySelector<HTMLElement>(which));
  found.find(Boolean)?.focus();
}

/** A form half filled in is not left by a key: nobody would find again what was typed into it. */
function inForm(): boolean {
  const at = document.activeElement;
  const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
  return typing && at.value !== "" && at.closest("form, [role=dialog]") !== null;
}

/** Goes elsewhere by key: the keyboard goes along, to where the next place wants it. */
function move(step: () => void): void {
  if (inForm()) return;
  (document.activeElement as HTMLElement | null)?.blur();
  step();
}

/** Into the table that is open, or into the customers': there is nothing else to find in. */
function find(): void {
  if (inForm()) return;
  const { at, full } = currentPlace();
  if (at !== "customers" && at !== "people" && at !== "ledgers") move(() => go({ at: "customers" }));
  else if (full) replacePlace({ full: false });
  ask("find");
}

function newCustomer(): void {
  if (inForm()) return;
  const { at, full } = currentPlace();
  if (at === "ledgers" && !full) {
    ask("new_record");
    return;
  }
  if (at !== "customers" || full) move(() => go({ at: "customers" }));
  ask("new_customer");
}

/** Keys that work on every screen, the locked one too: who cannot read it cannot get further. */
export function useZoomKeys(settings: Settings | undefined): void {
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => void runShortcut(event);
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
  const zoom = (to: (now: number) => number) => {
    if (settings) changeSettings({ ...settings, zoom: to(settings.zoom) }).catch(complain);
  };
  useShortcut("mod+=", "ui.key.zoom_in", () => zoom((now) => nextZoom(now, 1)), { inText: true });
  useShortcut("mod+-", "ui.key.zoom_out", () => zoom((now) => nextZoom(now, -1)), { inText: true });
  useShortcut("mod+0", "ui.key.zoom_reset", () => zoom(() => 100), { inText: true });
}

export function useGlobalKeys(settings: Settings): void {
  useLayoutEffect(() => letterKeys.set(settings.letter_keys), [settings.letter_keys]);
  usePlaceKeys();
  useShortcut("alt+left", "ui.key.back", () => move(goBack), { inText: true });
  useShortcut("alt+right", "ui.key.forward", () => move(goForward), { inText: true });
  useShortcut("mod+z", "ui.key.undo", undo);
  useShortcut("mod+shift+z", "ui.key.redo", redo);
  useShortcut("mod+y", "ui.key.redo", redo);
  // Nothing needs it, but hands press it, and a web view would offer to save the page.
  useShortcut("mod+s", "ui.key.save", () => void settleTyping(), { inText: true });
  useShortcut("mod+l", "ui.key.lock", lock, { inText: true });
  useShortcut("mod+,", "ui.key.settings", () => move(() => go({ at: "settings" })), { inText: true });
  // Asked for here, for what shows them is only on its way when the window opens.
  useShortcut("mod+k", "ui.palette.label", () => ask("palette"), { inText: true });
  useShortcut("mod+shift+n", "ui.record.log", () => ask("log"), { inText: true });
  useShortcut("mod+f", "ui.customers.find", find, { inText: true });
  useShortcut("mod+n", "ui.customers.new", newCustomer, { inText: true });
  useShortcut("f6", "ui.key.next_pane", nextPane, { inText: true });
  useShortcut("mod+/", "ui.key.sheet", openShortcutSheet, { inText: true });
}
