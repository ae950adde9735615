/** Bringing a workbook in: choose the file, say what its columns are, read what would happen, then perform. */
import { Button } from "../../components/button.tsx";
import { Page } from "../../components/page.tsx";
import { Steps } from "../../components/steps.tsx";
import { t } from "../../lib/i18n.ts";
import { Columns } from "./columns.tsx";
import { Done } from "./done.tsx";
import { type Draft, dropDraft, useDraft } from "./draft.ts";
import { Pick } from "./pick.tsx";
import { Preview } from "./preview.tsx";

const steps = ["file", "columns", "preview", "done"] as const;

function Step({ draft }: { draft: Draft }) {
  switch (draft.step) {
    case "file":
      return <Pick />;
    case "columns":
      return <Columns opened={draft.opened} layout={draft.layout} />;
    case "preview":
      return <Preview opened={draft.opened} layout={draft.layout} plan={draft.plan} n={draft.n} />;
    case "done":
      return <Done opened={draft.opened} done={draft.done} />;
  }
}

export function Importer() {
  const draft = useDraft();
  return (
    <Page
      title={t("ui.place.import")}
      body="bare"
      note={
        <Steps
          label={t("ui.import.steps")}
          steps={steps.map((step) => t(`ui.import.step.${step}`))}
          at={steps.indexOf(draft.step)}
        />
      }
      actions={
        draft.step !== "file" &&
        draft.step !== "done" && <Button onPress={dropDraft}>{t("ui.import.give_up")}</Button>
      }
    >
      <Step draft={draft} />
    </Page>
  );
}
