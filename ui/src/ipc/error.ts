/** What went wrong, as a sentence. The core names the sentence; the words are in `assets/locales`. */
import { message, t } from "../lib/i18n.ts";
import { say } from "../lib/status.ts";
import type { Kind, Warning, WireError } from "./bindings.ts";

export function isWireError(error: unknown): error is WireError {
  return typeof error === "object" && error !== null && "kind" in error && "key" in error;
}

/** Whatever was thrown, in the one shape the window knows. */
export function toWireError(error: unknown): WireError {
  if (isWireError(error)) return error;
  return { kind: "internal", key: "ui.error.internal", field: null, values: {} };
}

/** The sentence for an error; an unknown key falls back to what its kind means. */
export function sentence(error: unknown): string {
  const wire = toWireError(error);
  return message(wire.key, wire.values) ?? t(`ui.error.${wire.kind}`);
}

/** The key of the field an error is about, without its entity; nothing where it is about none. */
export function fieldOf(error: WireError | null): string | null {
  return error?.field?.split(".").at(-1) ?? null;
}

/** A refusal as a form says it: at the question it is about, or below them all where none of `asks` is to blame. */
export function refusalOf(error: WireError | null, asks: readonly string[]) {
  const about = fieldOf(error);
  const said = error && sentence(error);
  return {
    at: (key: string): string | null => (about === key ? said : null),
    rest: about !== null && asks.includes(about) ? null : said,
  };
}

/** Says in the status line what went wrong. */
export function complain(error: unknown): void {
  say({ text: sentence(error) });
}

/** The sentence for a warning on a value. */
export function warningText(warning: Warning): string {
  return message(warning.key, warning.values) ?? t("ui.error.invalid");
}

export function isKind(error: unknown, ...kinds: Kind[]): boolean {
  return isWireError(error) && kinds.includes(error.kind);
}
