/**
 * Customers looked through in turn, each class in its cycle: what was carried over first, then this turn's, then who
 * was skipped. One key each: V reviewed, S skip this time, Enter opens the customer.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { toast } from "../../components/toast.tsx";
import {
  type Catalog,
  type CycleItem,
  type CycleList,
  type CycleProgress,
  commands,
} from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { catalog as catalogQuery, read } from "../../ipc/query.ts";
import { useActiveLine } from "../../lib/active-line.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { go, openRecord } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import { useWalk } from "../../lib/walk.ts";
import style from "./cycle.module.css";
import { CycleRow } from "./cycle-row.tsx";
import review from "./review.module.css";

export const cycleList = read("reviewCycle", [], ["*"], commands.reviewCycle);

type PartId = "carried" | "open" | "aside";
type Line = { key: string; part: PartId; item: CycleItem };
const parts: readonly PartId[] = ["carried", "open", "aside"];

function linesOf({ items, aside }: CycleList): Line[] {
  const line = (part: PartId) => (item: CycleItem) => ({ key: item.unit.id, part, item });
  return [
    ...items.filter(({ passed }) => passed > 0).map(line("carried")),
    ...items.filter(({ passed }) => passed === 0).map(line("open")),
    ...aside.map(line("aside")),
  ];
}

const open = ({ unit }: CycleItem) => openRecord({ entity: "unit", id: unit.id });
const back = () => ({ label: t("ui.undo"), run: undo });

function reviewed({ unit }: CycleItem): void {
  whileSaving(commands.unitReviewed(unit.id)).then(
    ({ length }) => toast(t("ui.cycle.reviewed_said", { name: unit.label, n: length }), back()),
    complain,
  );
}

function skip({ unit }: CycleItem): void {
  whileSaving(commands.unitReviewSkipped(unit.id)).then(
    () => toast(t("ui.cycle.skipped_said", { name: unit.label }), back()),
    complain,
  );
}

/** How far it is in this month, this quarter, this year. */
function Span({ months, done, of, skipped, last }: CycleProgress) {
  const said = t("ui.cycle.progress_of", { done, of, skipped });
  const span = t(`ui.cycle.progress.${months}` as "ui.cycle.progress.1");
  return (
    <li>
      <Progress label={span} done={done} total={of} detail={said} />
      <span className={style.until}>{t("ui.cycle.until", { day: last })}</span>
    </li>
  );
}

function Lines({ data, catalog }: { data: CycleList; catalog: Catalog }) {
  const lines = useMemo(() => linesOf(data), [data]);
  const { list, current, setActive, move, hears } = useActiveLine(lines);
  useShortcut("j", "ui.review.next", () => move(1));
  useShortcut("k", "ui.review.previous", () => move(-1));
  useShortcut("v", "ui.cycle.reviewed", () => current && reviewed(current.item));
  useShortcut("s", "ui.cycle.skip", () => current && current.part !== "aside" && skip(current.item));
  useWalk((from, step) => {
    const at = lines.findIndex(({ key }) => key === from.id);
    const next = at < 0 ? undefined : lines[at + step];
    return next ? { entity: "unit", id: next.key } : null;
  });
  return (
    <div ref={list} className={review.lists} {...hears}>
      {parts.map((part) => {
        const some = lines.filter((line) => line.part === part);
        if (some.length === 0) return null;
        return (
          <section key={part} aria-label={t(`ui.cycle.${part}`)}>
            <h2 className={review.part}>
              {t(`ui.cycle.${part}`)} <span>{number(part === "aside" ? data.skipped : some.length)}</span>
            </h2>
            <ul>
              {some.map(({ key, item }) => (
                <CycleRow
                  key={key}
                  item={item}
                  catalog={catalog}
                  aside={part === "aside"}
                  active={key === current?.key}
                  onActive={() => setActive(key)}
                  onOpen={() => open(item)}
                  onReviewed={() => reviewed(item)}
                  onSkip={() => skip(item)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {data.open > data.items.length && (
        <p className={review.cut}>{t("ui.cycle.more", { n: data.items.length, of: data.open })}</p>
      )}
      {data.skipped > data.aside.length && (
        <p className={review.cut}>{t("ui.cycle.aside_more", { n: data.aside.length, of: data.skipped })}</p>
      )}
    </div>
  );
}

export const toCycles = () => go({ at: "settings", part: "cycles" });

export function Cycle() {
  const { data, error } = useQuery(cycleList);
  const { data: catalog } = useQuery(catalogQuery);
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!data || !catalog) return null;
  if (!data.on) return <Empty title={t("ui.cycle.off")}>{t("ui.cycle.off_hint")}</Empty>;
  const nothing = data.items.length + data.aside.length === 0;
  return (
    <>
      {data.progress.length > 0 && (
        <ul className={style.spans}>
          {data.progress.map((one) => (
            <Span key={one.months} {...one} />
          ))}
        </ul>
      )}
      {nothing ? (
        <Empty title={t("ui.cycle.empty")}>{t("ui.cycle.empty_hint")}</Empty>
      ) : (
        <Lines data={data} catalog={catalog} />
      )}
    </>
  );
}
