/** A merge taken apart: what that would do, and what changed since and stays. */
import { t } from "../../lib/i18n.ts";
import { endWork, type Work } from "../../lib/place.ts";
import { Pane } from "./pane.tsx";
import { TakeBackPlan } from "./take-back.tsx";

export function Unmerge({ work }: { work: Work & { kind: "unmerge" } }) {
  return (
    <Pane title={t("ui.merge.apart")}>
      <p>{t("ui.merge.apart_note")}</p>
      <TakeBackPlan step={work.step} onDone={() => endWork()} />
    </Pane>
  );
}
