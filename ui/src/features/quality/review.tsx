/**
 * What is to be verified, the most pressing first, what looks filled in carelessly, and the changes that wait for a
 * second person. Every line answers to one key: J and K move, V verified, E edit, S in a week, Enter opens the record;
 * of what is doubtful R keeps it and X clears it.
 */
import { useQuery } from "@tanstack/react-query";
import { Mail, Settings2 } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { type TabInfo, Tabs } from "../../components/tabs.tsx";
import { toast } from "../../components/toast.tsx";
import { commands, type Review as ReviewList } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { clearDoubtful, verifyFields } from "../../ipc/quality.ts";
import { catalog as catalogQuery, read } from "../../ipc/query.ts";
import { useActiveLine } from "../../lib/active-line.ts";
import { ask } from "../../lib/ask.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { openRecord, replacePlace, usePlace } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import { useWalk } from "../../lib/walk.ts";
import { Audits } from "./audit.tsx";
import { Cycle, cycleList, toCycles } from "./cycle.tsx";
import { ResponsibleFor } from "./duties.tsx";
import { LimitShare } from "./limits.tsx";
import { type Line, linesOf, placeOf } from "./lines.ts";
import style from "./review.module.css";
import { ReviewRow } from "./review-row.tsx";

/** S puts a line off for so long. */
const LATER_DAYS = 7;

const reviewList = read("review", [], ["*"], commands.review);

function open({ item }: Line): void {
  openRecord({ entity: item.record.entity, id: item.record.id });
}

function putOff(line: Line): void {
  whileSaving(commands.reviewLater(placeOf(line), LATER_DAYS)).then(
    () =>
      toast(t("ui.review.later_said", { name: line.item.about.label }), { label: t("ui.undo"), run: undo }),
    complain,
  );
}

function Lines({ data }: { data: ReviewList }) {
  const { data: catalog } = useQuery(catalogQuery);
  const lines = useMemo(() => linesOf(data), [data]);
  const { list, current, setActive, focus, move, hears } = useActiveLine(lines);
  /** the line that asks for something typed: another value, or who checked it */
  const [asking, setAsking] = useState<string | null>(null);
  /** of a doubtful line: another value, or why it is kept */
  const [what, setWhat] = useState<"value" | "reason">("value");
  const stop = (key: string) => {
    setAsking(null);
    requestAnimationFrame(() => focus(key));
  };
  const verify = (line: Line | null) => {
    if (!line) return;
    if (line.kind === "stale" || line.kind === "doubtful") void verifyFields([placeOf(line)]);
    else if (line.kind === "unchecked") setAsking(line.key);
    else open(line);
  };
  const ask = (line: Line, what: "value" | "reason") => {
    setWhat(what);
    setAsking(line.key);
  };
  const edit = (line: Line | null) => {
    if (line?.kind === "stale" || line?.kind === "doubtful") ask(line, "value");
    else if (line) open(line);
  };
  const keep = (line: Line | null) => {
    if (line?.kind === "doubtful") ask(line, "reason");
  };
  const clear = (line: Line | null) => {
    if (line?.kind === "doubtful") void clearDoubtful(placeOf(line));
  };
  // What is typed on before the form is there is meant for that, and for no line.
  const keys = { off: asking !== null && asking === current?.key };
  useShortcut("j", "ui.review.next", () => move(1), keys);
  useShortcut("k", "ui.review.previous", () => move(-1), keys);
  useShortcut("v", "ui.review.verify", () => verify(current), keys);
  useShortcut("e", "ui.review.edit", () => edit(current), keys);
  useShortcut("r", "ui.doubt.keep", () => keep(current), keys);
  useShortcut("x", "ui.doubt.clear", () => clear(current), keys);
  const later = () => current && current.kind !== "unchecked" && putOff(current);
  useShortcut("s", "ui.review.later", later, keys);
  useWalk((from, step) => {
    const at = lines.findIndex(({ item }) => item.record.id === from.id);
    const rest = step > 0 ? lines.slice(at + 1) : lines.slice(0, Math.max(0, at)).reverse();
    const next = at < 0 ? undefined : rest.find(({ item }) => item.record.id !== from.id);
    return next ? { entity: next.item.record.entity, id: next.item.record.id } : null;
  });
  if (!catalog) return null;
  return (
    <div ref={list} className={style.lists} {...hears}>
      {(["unchecked", "doubtful", "stale"] as const).map((part) => {
        const some = lines.filter(({ kind }) => (kind === "thin" ? "stale" : kind) === part);
        if (some.length === 0) return null;
        return (
          <section key={part} aria-label={t(`ui.review.${part}`)}>
            <h2 className={style.part}>
              {t(`ui.review.${part}`)} <span>{number(some.length)}</span>
            </h2>
            <ul>
              {some.map((line) => (
                <ReviewRow
                  key={line.key}
                  line={line}
                  catalog={catalog}
                  reviewers={data.reviewers}
                  active={line.key === current?.key}
                  asking={asking === line.key ? what : null}
                  onActive={() => setActive(line.key)}
                  onOpen={() => open(line)}
                  onVerify={() => verify(line)}
                  onEdit={() => edit(line)}
                  onKeep={() => keep(line)}
                  onClear={() => clear(line)}
                  onLater={() => putOff(line)}
                  onDone={() => stop(line.key)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {data.stale + data.thin > data.items.length && data.items.length >= 100 && (
        <p className={style.cut}>{t("ui.review.more", { n: data.items.length })}</p>
      )}
    </div>
  );
}

/** Values and changes, one by one. */
function Values({ data }: { data: ReviewList | undefined }) {
  if (!data) return null;
  if (isDone(data)) return <Empty title={t("ui.review.empty")}>{t("ui.review.empty_hint")}</Empty>;
  return <Lines data={data} />;
}

const isDone = (data: ReviewList) => data.items.length + data.unchecked.length + data.doubted.length === 0;

const parts = ["values", "cycle", "audit", "limits", "duties"] as const;
type PartId = (typeof parts)[number];
const partOf = (part: string | undefined): PartId => parts.find((one) => one === part) ?? "values";

/** The keys of a part, and what else is done there. */
function Acts({ part, some, cycles }: { part: PartId; some: boolean; cycles: boolean }) {
  const keys = {
    values: some && t("ui.review.keys"),
    cycle: cycles && t("ui.cycle.keys"),
    audit: t("ui.audit.keys"),
    limits: false,
    duties: false,
  }[part];
  return (
    <>
      {keys && <span className={style.keys}>{keys}</span>}
      {part === "values" && some && (
        <Button icon={Mail} onPress={() => ask("urge")}>
          {t("ui.urge.start")}
        </Button>
      )}
      {part === "cycle" && (
        <Button icon={Settings2} onPress={toCycles}>
          {t("ui.cycle.settings")}
        </Button>
      )}
    </>
  );
}

export function Review() {
  const { part } = usePlace();
  const { data, error } = useQuery(reviewList);
  const { data: cycle } = useQuery(cycleList);
  const at = partOf(part);
  const some = data && !isDone(data);
  const tabs: TabInfo<PartId>[] = [
    {
      id: "values",
      label: t("ui.review.tab.values"),
      panel: (
        <>
          {error && <Notice tone="bad">{sentence(error)}</Notice>}
          <Values data={data} />
        </>
      ),
    },
    {
      id: "cycle",
      label: t("ui.review.tab.cycle"),
      ...(cycle?.on && { count: cycle.open }),
      panel: <Cycle />,
    },
    { id: "audit", label: t("ui.review.tab.audit"), panel: <Audits /> },
    { id: "limits", label: t("ui.review.tab.limits"), panel: <LimitShare /> },
    { id: "duties", label: t("ui.review.tab.duties"), panel: <ResponsibleFor /> },
  ];
  return (
    <Page
      title={t("ui.review.title")}
      note={at === "values" && some ? t("ui.review.count", { stale: data.stale, thin: data.thin }) : null}
      body="bare"
      actions={<Acts part={at} some={some ?? false} cycles={cycle?.on ?? false} />}
    >
      <div className={style.scroll} data-testid="review">
        <Tabs
          label={t("ui.review.tabs")}
          tabs={tabs}
          value={at}
          onChange={(next) => replacePlace({ part: next })}
        />
      </div>
    </Page>
  );
}
