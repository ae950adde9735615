/** What has become of a record since the backup, as a shape and a word. */
import { createContext, useContext } from "react";
import { Mark, type Tone } from "../../components/chip.tsx";
import type { Since } from "../../ipc/bindings.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";

const marks: Record<Since, [Tone, MessageKey]> = {
  same: ["quiet", "ui.inside.same"],
  changed: ["warn", "ui.inside.changed"],
  binned: ["bad", "ui.inside.binned"],
  gone: ["bad", "ui.inside.gone"],
};

/** No vault is open to hold the backup to: nothing can be said of what came since. */
export const Apart = createContext(false);

export function SinceMark({ since }: { since: Since }) {
  const apart = useContext(Apart);
  if (apart) return null;
  const [tone, key] = marks[since];
  return <Mark tone={tone}>{t(key)}</Mark>;
}
