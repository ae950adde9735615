/** What a letter can be about, as the core has it. */
import { WRITTEN_ABOUT } from "./bindings.ts";

const kinds: ReadonlySet<string> = new Set(WRITTEN_ABOUT);

export const isWrittenAbout = (entity: string): boolean => kinds.has(entity);
