/** Whether a screen reader is in use: then the focus stays on the cell. Kept on this computer; says nothing of any record. */
import { createStore } from "../../lib/store.ts";

const SLOT = "steward.screen_reader";

export const reader = createStore(localStorage.getItem(SLOT) === "on");

export function setReader(on: boolean): void {
  reader.set(on);
  localStorage.setItem(SLOT, on ? "on" : "off");
}
