/** Parts of one thing, one at a time. */
import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components/Tabs";
import { number } from "../lib/format.ts";
import style from "./tabs.module.css";

export type TabInfo<K extends string> = { id: K; label: string; count?: number; panel: ReactNode };

export function Tabs<K extends string>(props: {
  label: string;
  tabs: readonly TabInfo<K>[];
  value: K;
  onChange: (next: K) => void;
}) {
  const { label, tabs, value, onChange } = props;
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key) => onChange(String(key) as K)}
      className={style.tabs ?? ""}
    >
      <TabList aria-label={label} className={style.list ?? ""}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className={style.tab ?? ""}>
            {tab.label}
            {tab.count !== undefined && <span className={style.count}>{number(tab.count)}</span>}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={style.panel ?? ""}>
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
