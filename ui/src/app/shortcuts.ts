/** Keys that work everywhere in the open vault. Screens add theirs with `useShortcut`. */
import { useEffect } from "react";
import { commands, type Settings } from "../ipc/bindings.ts";
import { sentence } from "../ipc/error.ts";
import { redo, undo } from "../ipc/history.ts";
import { changeSettings } from "../ipc/settings.ts";
import { runShortcut, useShortcut } from "../lib/keys.ts";
import { go, goBack, goForward } from "../lib/place.ts";
import { say } from "../lib/status.ts";
import { places } from "./places.tsx";
import { openShortcutSheet } from "./shortcut-sheet.tsx";

export const lock = () => void commands.vaultLock().catch((error: unknown) => say({ text: sentence(error) }));

const zooms = [80, 90, 100, 110, 125, 150, 175, 200];

function nextZoom(now: number, step: 1 | -1): number {
  const wider = step > 0 ? zooms.filter((one) => one > now) : zooms.filter((one) => one < now).reverse();
  return wider[0] ?? now;
}

/** Ctrl 1…9 for the places, one hearer for all nine. */
function usePlaceKeys(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const target = digit ? places.filter(({ foot }) => !foot)[Number(digit) - 1] : undefined;
      if (!target) return;
      event.preventDefault();
      go({ at: target.id });
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}

/** Moves focus to the next of rail, list and drawer. */
function nextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")];
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(here + 1) % panes.length];
  const target = next?.querySelector<HTMLElement>(
    '[data-pane-focus], [tabindex="0"], a[href], button:not([disabled]), input:not([disabled])',
  );
  target?.focus();
}

export function useGlobalKeys(settings: Settings): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => void runShortcut(event);
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
  usePlaceKeys();
  const zoom = (percent: number) => void changeSettings({ ...settings, zoom: percent });
  useShortcut("alt+left", "ui.key.back", goBack, { inText: true });
  useShortcut("alt+right", "ui.key.forward", goForward, { inText: true });
  useShortcut("mod+z", "ui.key.undo", undo);
  useShortcut("mod+shift+z", "ui.key.redo", redo);
  useShortcut("mod+l", "ui.key.lock", lock, { inText: true });
  useShortcut("mod+,", "ui.key.settings", () => go({ at: "settings" }), { inText: true });
  useShortcut("mod+=", "ui.key.zoom_in", () => zoom(nextZoom(settings.zoom, 1)), { inText: true });
  useShortcut("mod+-", "ui.key.zoom_out", () => zoom(nextZoom(settings.zoom, -1)), { inText: true });
  useShortcut("mod+0", "ui.key.zoom_reset", () => zoom(100), { inText: true });
  useShortcut("f6", "ui.key.next_pane", nextPane, { inText: true });
  useShortcut("mod+/", "ui.key.sheet", openShortcutSheet, { inText: true });
}
