/** A customer beside its list, or over the whole sheet: who they are, what comes next, what happened, what to add. */
import { useQuery } from "@tanstack/react-query";
import { Grid3x3 } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../../components/button.tsx";
import { Tabs } from "../../../components/tabs.tsx";
import type { Catalog, UnitSheet } from "../../../ipc/bindings.ts";
import { checklistsOfUnit } from "../../../ipc/checklists.ts";
import { gradesOf } from "../../../ipc/grading.ts";
import { hides } from "../../../ipc/modules.ts";
import { occasionsOfUnit } from "../../../ipc/occasions.ts";
import { qualityOf } from "../../../ipc/quality.ts";
import { catalog as catalogQuery } from "../../../ipc/query.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useShortcut } from "../../../lib/keys.ts";
import { useNow } from "../../../lib/now.ts";
import { begin, go, type RecordRef } from "../../../lib/place.ts";
import { createStore, useStore } from "../../../lib/store.ts";
import { FileDrop } from "../files/drop.tsx";
import { useFilesTab } from "../files/files.tsx";
import { Body } from "../frame/body.tsx";
import style from "../frame/record.module.css";
import { TopBar } from "../frame/top-bar.tsx";
import { useTakeFocus } from "../frame/use-take-focus.ts";
import { Questions } from "../health/questions.tsx";
import { Money } from "../money/money.tsx";
import { Story } from "../past/story.tsx";
import { Years } from "../past/years.tsx";
import { sheetOf } from "../reads.ts";
import { Checklists } from "../related/checklists.tsx";
import { Coming } from "../related/coming.tsx";
import { Cooperations } from "../related/cooperations.tsx";
import { DecisionChain } from "../related/decisions.tsx";
import { People } from "../related/people.tsx";
import { parts, Related } from "../related/related.tsx";
import { Tasks } from "../related/tasks.tsx";
import { Composer } from "../talk/composer.tsx";
import { NextStep } from "../talk/next-step.tsx";
import { Timeline } from "../talk/timeline.tsx";
import { voices } from "../voice/kinds.ts";
import { Stream } from "../voice/stream.tsx";
import { textOf } from "../words.ts";
import { Headline, told } from "./headline.tsx";
import { Kin, useKinWaits } from "./kin.tsx";
import { More } from "./more.tsx";
import { Overview } from "./overview.tsx";

type TabId =
  | "overview"
  | "timeline"
  | "people"
  | "cooperations"
  | "money"
  | "service"
  | "tasks"
  | "files"
  | "history";
/** The tab stays while walking from record to record. */
const tab = createStore<TabId>("timeline");
/** With nobody below, what is told of all below is the unit's own. */
const alone = [...told, "last_touch_all", "next_touch_all"];
const toFiles = () => tab.set("files");

function Sheet({ sheet, catalog, today }: { sheet: UnitSheet; catalog: Catalog; today: string }) {
  const now = useStore(tab);
  const { record } = sheet;
  const files = useFilesTab("unit", record.id);
  const shown = (entity: string) => !hides(catalog, entity);
  return (
    <>
      <Headline sheet={sheet} catalog={catalog} />
      <Kin sheet={sheet} />
      {sheet.next_task && <NextStep task={sheet.next_task} today={today} />}
      <Coming unit={record.id} today={today} />
      {shown("checklist") && <Checklists unit={record.id} today={today} />}
      <Questions unit={record.id} catalog={catalog} />
      <Tabs
        label={textOf(record, "legal_name")}
        value={now}
        onChange={tab.set}
        tabs={[
          {
            id: "overview",
            label: t("ui.record.overview"),
            panel: (
              <>
                <Overview record={record} catalog={catalog} without={sheet.children > 0 ? told : alone} />
                <Related record={record} catalog={catalog} only={parts.standing} />
              </>
            ),
          },
          {
            id: "timeline",
            label: t("ui.record.timeline"),
            count: sheet.activities,
            panel: <Timeline unit={record.id} catalog={catalog} today={today} />,
          },
          {
            id: "people",
            label: t("ui.record.people"),
            count: sheet.people.length,
            panel: (
              <>
                <People unit={record} people={sheet.people} catalog={catalog} />
                <DecisionChain
                  key={record.id}
                  entity="unit"
                  id={record.id}
                  label={textOf(record, "legal_name")}
                  parent={sheet.children > 0}
                  catalog={catalog}
                />
              </>
            ),
          },
          {
            id: "cooperations",
            label: t("ui.record.cooperations"),
            count: sheet.cooperations.length,
            panel: (
              <>
                {sheet.children > 0 && shown("product") && (
                  <Button icon={Grid3x3} onPress={() => go({ at: "groups", part: record.id })}>
                    {t("ui.white.title")}
                  </Button>
                )}
                <Cooperations unit={record} all={sheet.cooperations} catalog={catalog} />
                <Years unit={record.id} below={sheet.children > 0} catalog={catalog} />
                <Related record={record} catalog={catalog} only={parts.business} />
              </>
            ),
          },
          [...voices, ...parts.service].some(shown) && {
            id: "service",
            label: t("ui.record.service"),
            panel: (
              <>
                <Stream key={record.id} record={record} catalog={catalog} parent={sheet.children > 0} />
                <Related record={record} catalog={catalog} only={parts.service} />
              </>
            ),
          },
          shown("contract") && {
            id: "money",
            label: t("ui.record.money"),
            panel: <Money unit={record} catalog={catalog} />,
          },
          {
            id: "tasks",
            label: t("ui.record.tasks"),
            count: sheet.open_tasks.length,
            panel: <Tasks unit={record} tasks={sheet.open_tasks} today={today} />,
          },
          shown("attachment") && files,
          { id: "history", label: t("ui.record.history"), panel: <Story record={record} /> },
        ]}
      />
    </>
  );
}

export function UnitDrawer({ record, full }: { record: RecordRef; full: boolean }) {
  const { data: sheet, error } = useQuery(sheetOf(record.id));
  const { data: catalog } = useQuery(catalogQuery);
  // What stands above the tabs is known before they are drawn: they must not move from under the pointer.
  const waits = [
    useQuery(occasionsOfUnit(record.id)),
    useQuery(checklistsOfUnit(record.id)),
    useQuery(qualityOf("unit", record.id)),
    useQuery(gradesOf(record.id)),
  ];
  const kin = useKinWaits(sheet);
  const known = waits.every(({ isPending }) => !isPending) && !kin;
  const today = instant(useNow()).slice(0, 10);
  const body = useRef<HTMLElement>(null);
  const focus = () => body.current?.focus();
  useTakeFocus(body, full);
  useShortcut("mod+b", "ui.brief.title", () => begin({ kind: "brief", id: record.id }));
  const name = sheet ? textOf(sheet.record, "legal_name") : "";
  return (
    <div className={style.drawer} data-full={full || undefined} data-testid="drawer">
      <TopBar
        record={record}
        full={full}
        path={sheet?.path ?? []}
        name={name}
        more={sheet && <More record={sheet.record} name={name} />}
      />
      {!hides(catalog, "attachment") && (
        <FileDrop entity="unit" of={record.id} name={name} onDropped={toFiles} />
      )}
      <Body at={body} name={name} error={error}>
        {sheet && catalog && known && <Sheet sheet={sheet} catalog={catalog} today={today} />}
      </Body>
      {sheet && catalog && (
        <Composer
          key={record.id}
          unit={record.id}
          people={sheet.people}
          catalog={catalog}
          today={today}
          onLeave={focus}
        />
      )}
    </div>
  );
}
