/** What happened with this customer, newest first: conversations, changes as quiet lines, tasks done. */

import { parseDate } from "@internationalized/date";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Notice } from "../../../components/notice.tsx";
import type { Catalog, Id, TimelineItem } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { instant, weekday } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { timelineOf } from "../reads.ts";
import style from "./timeline.module.css";
import { Item } from "./timeline-item.tsx";

function byDay(items: readonly TimelineItem[]): [string, TimelineItem[]][] {
  const days = new Map<string, TimelineItem[]>();
  for (const item of items) {
    const day = instant(item.at).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days];
}

/** 今天, 昨天, 11月18日 周三; with the year where it is not this one. */
export function dayHeading(day: string, today: string): string {
  if (day === today) return t("ui.day.today");
  if (day === parseDate(today).subtract({ days: 1 }).toString()) return t("ui.day.yesterday");
  const [year = "", month = "", date = ""] = day.split("-");
  const blanks = { year, month: Number(month), day: Number(date), weekday: weekday(day) };
  return t(year === today.slice(0, 4) ? "ui.record.day" : "ui.record.day_year", blanks);
}

const keyOf = (item: TimelineItem, at: number) =>
  item.kind === "change" ? `${item.at}:${item.field}:${at}` : item.record.id;

export function Timeline({ unit, catalog, today }: { unit: Id; catalog: Catalog; today: string }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(timelineOf(unit));
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!data) return null;
  if (data.length === 0)
    return <Empty title={t("ui.record.nothing_yet")}>{t("ui.record.nothing_hint")}</Empty>;
  return (
    <div data-testid="timeline">
      {byDay(data).map(([day, items]) => (
        <section key={day}>
          <h3 className={style.day}>{dayHeading(day, today)}</h3>
          <ol className={style.list}>
            {items.map((item, at) => (
              <Item key={keyOf(item, at)} item={item} catalog={catalog} />
            ))}
          </ol>
        </section>
      ))}
      {hasNextPage && (
        <Button wide busy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t("ui.record.earlier")}
        </Button>
      )}
    </div>
  );
}
