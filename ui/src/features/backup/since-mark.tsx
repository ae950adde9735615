/** What has become of a record since the backup, as a shape and a word. */
import { Mark, type Tone } from "../../components/chip.tsx";
import type { Since } from "../../ipc/bindings.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";

const marks: Record<Since, [Tone, MessageKey]> = {
  same: ["quiet", "ui.inside.same"],
  changed: ["warn", "ui.inside.changed"],
  binned: ["bad", "ui.inside.binned"],
  gone: ["bad", "ui.inside.gone"],
};

export function SinceMark({ since }: { since: Since }) {
  const [tone, key] = marks[since];
  return <Mark tone={tone}>{t(key)}</Mark>;
}
