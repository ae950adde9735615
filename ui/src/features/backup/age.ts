/** How much older a version is than the vault, in words. */
import type { Snapshot } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";

const hour = 3_600_000;

type Aged = Pick<Snapshot, "at" | "steps_since">;

/** The same as a sentence. */
export function olderSentence(of: Aged, now = Date.now()): string | null {
  const older = olderText(of, now);
  if (older === null) return null;
  return of.steps_since === 0 ? t("ui.inside.older_not") : t("ui.inside.older", { older });
}

/** Nothing where it is not known. */
export function olderText({ at, steps_since: n }: Aged, now = Date.now()): string | null {
  if (n === null) return null;
  if (n === 0) return t("ui.backup.older_not");
  const hours = Math.max(0, Math.floor((now - at) / hour));
  const age =
    hours < 48
      ? t("ui.backup.older_hours", { n: hours })
      : t("ui.backup.older_days", { n: Math.floor(hours / 24) });
  return t("ui.backup.older_by", { age, n });
}
