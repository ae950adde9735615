/** Stands in for `@tauri-apps/api/event` in mode `mock`. */
import { hear } from "./bus.ts";

export type UnlistenFn = () => void;

export function listen(name: string, ear: (event: { payload: never }) => void): Promise<UnlistenFn> {
  return Promise.resolve(hear(name, ear));
}
