/** Parts of one thing, one at a time, in one row: what has no room in it is in the menu at its end. */
import { ChevronDown } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components/Tabs";
import { number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { IconButton } from "./button.tsx";
import { Menu, MenuItem } from "./menu.tsx";
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

/** The row alone moves: whatever it stands in stays where it is. */
function showInRow(row: Element, tab: Element): void {
  const [room, at] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
  // What lies under the faded edge is not seen.
  const end = room.right - Number.parseFloat(getComputedStyle(row).paddingInlineEnd);
  if (at.left < room.left) row.scrollLeft -= room.left - at.left;
  else if (at.right > end) row.scrollLeft += Math.min(at.right - end, at.left - room.left);
}

/** Whether the row is wider than its room. `said` is what its width follows from, besides the room. */
function useCut(list: RefObject<HTMLElement | null>, said: string): boolean {
  const [cut, setCut] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words need another width
  useEffect(() => {
    const row = list.current;
    if (!row) return;
    const look = () => setCut(row.scrollWidth > row.clientWidth + 1);
    const watch = new ResizeObserver(look);
    watch.observe(row);
    look();
    return () => watch.disconnect();
  }, [list, said]);
  return cut;
}

export function Tabs<K extends string>(props: {
  label: string;
  /** what is not there is left out */ tabs: readonly (TabInfo<K> | false)[];
  value: K;
  onChange: (next: K) => void;
}) {
  const { label, value, onChange } = props;
  const tabs = props.tabs.filter((tab) => tab !== false);
  // The part that was chosen may be of a module that is out of sight here.
  const chosen = tabs.some(({ id }) => id === value) ? value : tabs[0]?.id;
  const bar = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const said = tabs.map((tab) => `${tab.label} ${tab.count ?? ""}`).join();
  const cut = useCut(list, said);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row is at the part that was chosen, however wide its words are
  useEffect(() => {
    const row = list.current;
    const at = row?.querySelector("[aria-selected=true]");
    if (row && at) showInRow(row, at);
  }, [chosen, cut, said]);
  const choose = (key: K) => {
    onChange(key);
    requestAnimationFrame(() => bar.current && showBelow(bar.current));
  };
  return (
    <AriaTabs
      selectedKey={chosen ?? value}
      onSelectionChange={(key) => choose(String(key) as K)}
      className={style.tabs ?? ""}
    >
      <div ref={bar} className={style.bar} data-tabbar data-cut={cut || undefined}>
        <TabList ref={list} aria-label={label} className={style.list ?? ""}>
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id} className={style.tab ?? ""}>
              {tab.label}
              {tab.count !== undefined && <span className={style.count}>{number(tab.count)}</span>}
            </Tab>
          ))}
        </TabList>
        {cut && (
          <Menu label={t("ui.tabs.all")} trigger={<IconButton label={t("ui.tabs.all")} icon={ChevronDown} />}>
            {tabs.map((tab) => (
              <MenuItem key={tab.id} onAction={() => choose(tab.id)}>
                {tab.label}
              </MenuItem>
            ))}
          </Menu>
        )}
      </div>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={style.panel ?? ""}>
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
