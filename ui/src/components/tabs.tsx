/** Parts of one thing, one at a time. */
import { type ReactNode, useRef } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components/Tabs";
import { number } from "../lib/format.ts";
import style from "./tabs.module.css";

export type TabInfo<K extends string> = { id: K; label: string; count?: number; panel: ReactNode };

/** Less of a part in sight than this is not worth having picked it: a few lines. */
const least = 240;

function scrollerOf(element: Element): Element | null {
  const above = element.parentElement;
  if (!above) return null;
  return /auto|scroll/.test(getComputedStyle(above).overflowY) ? above : scrollerOf(above);
}

/** In a low window the parts begin near its lower edge: they are brought up to where they can be read. */
function showBelow(list: Element): void {
  const scroller = scrollerOf(list);
  const room = scroller && scroller.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  if (room !== null && room < least) list.scrollIntoView({ block: "start" });
}

export function Tabs<K extends string>(props: {
  label: string;
  tabs: readonly TabInfo<K>[];
  value: K;
  onChange: (next: K) => void;
}) {
  const { label, tabs, value, onChange } = props;
  const list = useRef<HTMLDivElement>(null);
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key) => {
        onChange(String(key) as K);
        requestAnimationFrame(() => list.current && showBelow(list.current));
      }}
      className={style.tabs ?? ""}
    >
      <TabList ref={list} aria-label={label} className={style.list ?? ""}>
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
