/** The history: the steps that were made, and what is in the bin. Nothing here is final. */
import { Page } from "../../components/page.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { t } from "../../lib/i18n.ts";
import { replacePlace, usePlace } from "../../lib/place.ts";
import { Bin } from "./bin.tsx";
import { Steps } from "./steps.tsx";

export function History() {
  const { part } = usePlace();
  return (
    <Page title={t("ui.place.history")}>
      <Tabs
        label={t("ui.place.history")}
        value={part === "bin" ? "bin" : "steps"}
        onChange={(next) => replacePlace({ part: next })}
        tabs={[
          { id: "steps", label: t("ui.history.steps"), panel: <Steps /> },
          { id: "bin", label: t("ui.history.bin"), panel: <Bin /> },
        ]}
      />
    </Page>
  );
}
