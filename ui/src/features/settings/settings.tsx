/** Settings in parts at the left; each change applies at once and can be taken back from the status line. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import { Page } from "../../components/page.tsx";
import type { AppState } from "../../ipc/bindings.ts";
import { hides } from "../../ipc/modules.ts";
import { appState, catalog } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { replacePlace, usePlace } from "../../lib/place.ts";
import { About } from "./about.tsx";
import { AsksChanges } from "./asks-changes.tsx";
import { BackupFolder } from "./backup-folder.tsx";
import { Checklists } from "./checklists.tsx";
import { Classes } from "./classes.tsx";
import { CoverageWeights } from "./coverage-weights.tsx";
import { Cycles } from "./cycles.tsx";
import { Fields } from "./fields.tsx";
import { Freshness } from "./freshness.tsx";
import { Leaving } from "./leaving.tsx";
import { Lists } from "./lists.tsx";
import { Look } from "./look.tsx";
import { Modules } from "./modules.tsx";
import { Numbers } from "./numbers.tsx";
import { Occasions } from "./occasions.tsx";
import { Reminders } from "./reminders.tsx";
import { Security } from "./security.tsx";
import style from "./settings.module.css";
import { Tags } from "./tags.tsx";
import { Templates } from "./templates.tsx";
import { useSetting } from "./use-setting.ts";
import { Workdays } from "./workdays.tsx";

const parts = [
  "look",
  "fields",
  "freshness",
  "cycles",
  "classes",
  "lists",
  "numbers",
  "modules",
  "templates",
  "checklists",
  "reminders",
  "workdays",
  "occasions",
  "security",
  "backup",
  "leaving",
  "about",
] as const;
type PartId = (typeof parts)[number];

function Panel({ id, state }: { id: PartId; state: AppState }): ReactNode {
  const setting = useSetting(state.settings);
  switch (id) {
    case "look":
      return <Look settings={state.settings} set={setting} />;
    case "fields":
      return <Fields />;
    case "freshness":
      return (
        <>
          <Freshness />
          <AsksChanges />
          <CoverageWeights />
        </>
      );
    case "cycles":
      return <Cycles />;
    case "classes":
      return <Classes />;
    case "numbers":
      return <Numbers />;
    case "modules":
      return <Modules />;
    case "templates":
      return <Templates />;
    case "lists":
      return (
        <>
          <Lists />
          <Tags />
        </>
      );
    case "reminders":
      return <Reminders settings={state.settings} set={setting} />;
    case "checklists":
      return <Checklists />;
    case "workdays":
      return <Workdays />;
    case "occasions":
      return <Occasions />;
    case "security":
      return <Security state={state} set={setting} />;
    case "backup":
      return <BackupFolder />;
    case "leaving":
      return <Leaving state={state} />;
    case "about":
      return <About state={state} />;
  }
}

export function SettingsPlace() {
  const { data } = useQuery(appState);
  const { part } = usePlace();
  const [first] = useState(parts[0]);
  const { data: known } = useQuery(catalog);
  const offered = parts.filter((one) => one !== "checklists" || !hides(known, "checklist"));
  const at = offered.find((one) => one === part) ?? first;
  if (!data) return null;
  return (
    <Page title={t("ui.place.settings")} body="bare">
      <Tabs
        orientation="vertical"
        className={style.tabs ?? ""}
        selectedKey={at}
        onSelectionChange={(key) => replacePlace({ part: String(key) })}
      >
        <TabList aria-label={t("ui.place.settings")} className={style.list ?? ""}>
          {offered.map((id) => (
            <Tab key={id} id={id} className={style.tab ?? ""}>
              {t(`ui.settings.part.${id}`)}
            </Tab>
          ))}
        </TabList>
        {offered.map((id) => (
          <TabPanel key={id} id={id} className={style.panel ?? ""}>
            <Panel id={id} state={data} />
          </TabPanel>
        ))}
      </Tabs>
    </Page>
  );
}
