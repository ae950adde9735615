/**
 * The spot check: values drawn by lot, looked up one by one, each answered by one key (V right, E another value, U
 * unknown). It may be left and gone on with another day; what earlier ones came to stands below.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Progress } from "../../components/progress.tsx";
import { Row } from "../../components/row.tsx";
import { toast } from "../../components/toast.tsx";
import { Switch } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Audit, type AuditLine, type AuditRun, type Catalog, commands } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { catalog as catalogQuery, read } from "../../ipc/query.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { useActiveLine } from "../../lib/active-line.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { openRecord } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./audit.module.css";
import { drawnText, Months, Runs, resultText } from "./audit-results.tsx";
import { AuditRow, nameOf, outcomeWord } from "./audit-row.tsx";
import review from "./review.module.css";

export const auditOf = read("audit", [], ["*"], commands.audit);

/** Where one looks it up: a post is seen at its person. */
function open({ record, entity, about }: AuditLine): void {
  if (!record) return;
  openRecord(entity === "post" ? { entity: "contact", id: about.id } : { entity, id: record.id });
}

function answer(line: AuditLine, outcome: "confirmed" | "unknown"): void {
  whileSaving(commands.auditAnswer(line.id, outcome)).then(
    // What became another value since it was drawn is kept as changed.
    (kept) =>
      toast(
        t("ui.audit.said", {
          outcome: outcomeWord(kept),
          name: nameOf(line),
          field: fieldLabel(line.entity, line.field),
        }),
        { label: t("ui.undo"), run: undo },
      ),
    complain,
  );
}

function Lines({ lines, catalog }: { lines: readonly AuditLine[]; catalog: Catalog }) {
  const ordered = useMemo(() => {
    const is = (answered: boolean) => lines.filter(({ outcome }) => (outcome !== null) === answered);
    return [...is(false), ...is(true)].map((line) => ({ ...line, key: line.id }));
  }, [lines]);
  const { list, current, setActive, focus, move, hears } = useActiveLine(ordered);
  /** the line whose real value is typed */
  const [asking, setAsking] = useState<string | null>(null);
  const waits = current?.outcome === null ? current : null;
  const there = waits?.record ? waits : null;
  /** What is answered goes below: the keyboard stays with what is left. */
  const goOn = (from: AuditLine) => {
    const at = ordered.findIndex(({ id }) => id === from.id);
    const left = ordered.filter(({ id, outcome }) => outcome === null && id !== from.id);
    const next = left.find((one) => ordered.indexOf(one) > at) ?? left.at(-1);
    if (!next) return;
    setActive(next.id);
    focus(next.id);
  };
  const say = (line: AuditLine, outcome: "confirmed" | "unknown") => {
    goOn(line);
    answer(line, outcome);
  };
  // What is typed on before the form is there is meant for that, and for no line.
  // One whose record went meanwhile has no form any more.
  const keys = { off: there !== null && asking === there.id };
  useShortcut("j", "ui.review.next", () => move(1), keys);
  useShortcut("k", "ui.review.previous", () => move(-1), keys);
  useShortcut("v", "ui.audit.confirmed", () => there && say(there, "confirmed"), keys);
  useShortcut("e", "ui.audit.changed", () => there && setAsking(there.id), keys);
  useShortcut("u", "ui.audit.unknown", () => waits && say(waits, "unknown"), keys);
  const stop = (id: string) => {
    setAsking(null);
    requestAnimationFrame(() => {
      // Kept, the keyboard is on the next line already; given up, it comes back to this one.
      if (!document.activeElement?.matches("[data-row]")) focus(id);
    });
  };
  return (
    <div ref={list} className={review.lists} {...hears}>
      {(["open", "answered"] as const).map((part) => {
        const some = ordered.filter(({ outcome }) => (outcome !== null) === (part === "answered"));
        if (some.length === 0) return null;
        return (
          <section key={part} aria-label={t(`ui.audit.${part}`)}>
            <h2 className={review.part}>
              {t(`ui.audit.${part}`)} <span>{number(some.length)}</span>
            </h2>
            <ul>
              {some.map((line) => (
                <AuditRow
                  key={line.id}
                  line={line}
                  catalog={catalog}
                  active={line.id === current?.id}
                  asking={asking === line.id}
                  onActive={() => setActive(line.id)}
                  onOpen={() => open(line)}
                  onConfirmed={() => say(line, "confirmed")}
                  onChange={() => setAsking(line.id)}
                  onUnknown={() => say(line, "unknown")}
                  onDone={() => stop(line.id)}
                  onChanged={() => goOn(line)}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** How many to draw, and from what. */
function Start() {
  const [size, setSize] = useState(20);
  const [confidential, setConfidential] = useState(false);
  const starting = useAction(() => commands.auditStart(size, confidential));
  return (
    <section className={style.start} aria-label={t("ui.audit.start")}>
      <p>{t("ui.audit.intro")}</p>
      <Row label={t("ui.audit.size")}>
        <NumberField label={t("ui.audit.size")} value={size} min={1} max={200} onChange={setSize} />
      </Row>
      <Row label={t("ui.audit.confidential")} detail={t("ui.audit.confidential_detail")}>
        <Switch aria-label={t("ui.audit.confidential")} value={confidential} onChange={setConfidential} />
      </Row>
      {starting.error && <Notice tone="bad">{sentence(starting.error)}</Notice>}
      <div>
        <Button kind="main" busy={starting.busy} onPress={() => void starting.run()}>
          {t("ui.audit.start")}
        </Button>
      </div>
    </section>
  );
}

function Under({ run }: { run: AuditRun }) {
  const { tally } = run;
  // Who left since the draw is not asked about any more, and was not answered either.
  const done = tally.confirmed + tally.changed + tally.unknown;
  const size = done + tally.left;
  return (
    <div className={style.under}>
      <div className={style.progress}>
        <Progress
          label={t("ui.audit.progress")}
          done={done}
          total={size}
          detail={t("ui.audit.progress_of", { done, of: size })}
        />
        <span>{resultText(tally)}</span>
        <span className={style.note}>{drawnText(run)}</span>
      </div>
      <Button
        kind="line"
        onPress={() => {
          whileSaving(commands.auditFinish(run.id)).then(
            () =>
              toast(t("ui.audit.finished", { result: resultText(tally) }), {
                label: t("ui.undo"),
                run: undo,
              }),
            complain,
          );
        }}
      >
        {t("ui.audit.finish")}
      </Button>
    </div>
  );
}

function Body({ data, catalog }: { data: Audit; catalog: Catalog }) {
  return (
    <>
      {data.open ? (
        <>
          <Under run={data.open} />
          <Lines lines={data.lines} catalog={catalog} />
        </>
      ) : (
        <Start />
      )}
      {data.months.length > 0 && <Months months={data.months} />}
      {data.runs.length > 0 && <Runs runs={data.runs} />}
      {!data.open && data.runs.length === 0 && <p className={style.none}>{t("ui.audit.none")}</p>}
    </>
  );
}

export function Audits() {
  const { data, error } = useQuery(auditOf);
  const { data: catalog } = useQuery(catalogQuery);
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  return data && catalog ? <Body data={data} catalog={catalog} /> : null;
}
