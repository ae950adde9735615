/** Some of its days have passed: the day to start on that leaves time for all of them, with one press. */
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import type { ChecklistPlan } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";

export function Late({ plan, onDay }: { plan: ChecklistPlan; onDay: (day: string) => void }) {
  const { fits_from: day, contract } = plan;
  // A contract ends when it ends.
  if (day === null || contract) return null;
  const n = plan.lines.filter(({ passed }) => passed).length;
  return (
    <Notice
      actions={
        <Button kind="line" onPress={() => onDay(day)}>
          {t("ui.checklist.start_on", { day })}
        </Button>
      }
    >
      {t("ui.checklist.late", { n })}
    </Notice>
  );
}
