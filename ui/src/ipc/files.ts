/** Files on records: where their bytes are to be had, and what is dropped on the window. */
import { convertFileSrc } from "@tauri-apps/api/core";
import { createStore, useStore } from "../lib/store.ts";
import { commands, events, type Id, type RecordDto, type Spot } from "./bindings.ts";
import { read } from "./query.ts";

/** What of a file the window shows: served from memory, while the vault is open. */
export const fileUrl = (id: Id): string => convertFileSrc(id, "attachment");

export const filesOf = (of: Id) => read("files", [of], ["attachment"], () => commands.attachmentsOf(of));

/** So much of a text is shown. */
export const textShown = 256 * 1024;

export type Shown = "image" | "pdf" | "text" | "not";

/** As the core decides it by content: see `attachments/media.rs`. */
export function shownAs(file: RecordDto): Shown {
  const media = file.values.media_type;
  const type = media?.t === "text" ? media.v : "";
  if (/^image\/(png|jpeg|gif|webp|bmp)$/.test(type)) return "image";
  if (type === "application/pdf") return "pdf";
  return type === "text/plain" ? "text" : "not";
}

const held = createStore(false);

/** Whether a place in the window lies in an element, whatever is drawn over it meanwhile. */
export function liesIn({ x, y }: Spot, within: Element): boolean {
  const [left, top] = [(x / 10_000) * window.innerWidth, (y / 10_000) * window.innerHeight];
  const box = within.getBoundingClientRect();
  return left >= box.left && left <= box.right && top >= box.top && top <= box.bottom;
}

/** Follows files held over the window for as long as it lives; `dropped` hears of those let go over it. */
export function followDrags(dropped: (drop: number, at: Spot | null) => void): () => void {
  const stop = events.on("drag", ({ over, drop, at }) => {
    held.set(over);
    if (drop !== null) dropped(drop, at);
  });
  return () => {
    held.set(false);
    void stop.then((off) => off());
  };
}

export const useDragOver = (): boolean => useStore(held);
