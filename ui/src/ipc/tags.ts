/** The tags in use. */
import { commands } from "./bindings.ts";
import { read } from "./query.ts";

export const tagsUsed = read("tagsUsed", [], ["*"], commands.tagsUsed);
