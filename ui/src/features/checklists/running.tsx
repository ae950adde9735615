/** The list is under way here already: asked about in place, before it is started once more. */
import { Button } from "../../components/button.tsx";
import { Dated } from "../../components/dated.tsx";
import { Notice } from "../../components/notice.tsx";
import type { ChecklistRun } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";

export function Running(props: { run: ChecklistRun; onAgain: () => void; onLook: () => void }) {
  const { run, onAgain, onLook } = props;
  const { done, all, on } = run;
  return (
    <Notice
      tone="warn"
      live
      actions={
        <>
          <Button
            kind="line"
            onPress={() => {
              onLook();
              openRecord({ entity: "unit", id: run.unit.id });
            }}
          >
            {t("ui.checklist.look")}
          </Button>
          <Button kind="line" onPress={onAgain}>
            {t("ui.checklist.again")}
          </Button>
        </>
      }
    >
      <Dated>{t("ui.checklist.running", { name: run.checklist.label, day: on, done, all })}</Dated>
    </Notice>
  );
}
