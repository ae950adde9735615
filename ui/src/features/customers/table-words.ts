/** What a table says of its own kind of record. */
import type { MessageKey } from "../../lib/i18n.ts";

type Said = "label" | "total" | "remove" | "none" | "none_hint" | "none_fit" | "without";
export type TableWords = Readonly<Record<Said, MessageKey>>;
