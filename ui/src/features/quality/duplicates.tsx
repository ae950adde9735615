/** Records that may be there twice: the pairs at the left, the likeliest first, one of them side by side at the right. */
import { RefreshCw } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { Progress } from "../../components/progress.tsx";
import { Segments } from "../../components/toggle.tsx";
import { commands, type DuplicatePair } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { whyBeside } from "../../ipc/likely.ts";
import { number } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { replacePlace, usePlace } from "../../lib/place.ts";
import style from "./duplicates.module.css";
import { Pair } from "./pair.tsx";
import { type Kind, keyOf, useDuplicates } from "./reads.ts";
import { sureness } from "./words.ts";

function Looking() {
  const progress = useJob("sweep")?.progress;
  const phase = progress && message(progress.phase);
  return (
    <div className={style.looking}>
      <Progress
        label={phase || t("ui.duplicates.looking")}
        detail={progress?.total ? `${number(progress.done)} / ${number(progress.total)}` : ""}
        done={progress?.done ?? 0}
        total={progress?.total ?? null}
      />
      <Button kind="line" onPress={() => void commands.jobCancel("sweep").catch(() => undefined)}>
        {t("ui.stop")}
      </Button>
    </div>
  );
}

type LineProps = { pair: DuplicatePair; current: boolean; later: boolean; onPick: () => void };

function PairLine({ pair, current, later, onPick }: LineProps) {
  const line = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) line.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const why = pair.reasons[0];
  return (
    <li>
      <button
        ref={line}
        type="button"
        className={style.pairLine}
        aria-current={current ? "true" : undefined}
        data-later={later || undefined}
        onClick={onPick}
      >
        <span className={style.score}>
          {number(pair.score)}
          <span className="vh"> {sureness(pair.score)}</span>
        </span>
        <span className={style.names}>
          <span>{pair.first.label}</span>
          <span>{pair.second.label}</span>
          {why && (
            <span className={style.quiet}>
              {later ? t("ui.duplicates.put_off") : whyBeside(why, [pair.first.label, pair.second.label])}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

/** Those put off come last, each group in its own order. */
function ordered(pairs: readonly DuplicatePair[], later: ReadonlySet<string>): DuplicatePair[] {
  const off = (pair: DuplicatePair) => later.has(keyOf(pair));
  return [...pairs.filter((pair) => !off(pair)), ...pairs.filter(off)];
}

function Pairs({ kind, pairs, foot }: { kind: Kind; pairs: readonly DuplicatePair[]; foot: ReactNode }) {
  const [later, setLater] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState<string | null>(null);
  const last = useRef(0);
  const all = ordered(pairs, later);
  const found = all.findIndex((pair) => keyOf(pair) === picked);
  // The pair that is gone leaves its place to the one behind it.
  const at = found >= 0 ? found : Math.min(last.current, all.length - 1);
  last.current = at;
  const now = all[at];
  const step = (by: 1 | -1) => () => {
    const next = all[at + by];
    if (next) setPicked(keyOf(next));
  };
  const putOff = () => {
    if (!now) return;
    const next = all[at + 1];
    setPicked(next && !later.has(keyOf(next)) ? keyOf(next) : null);
    if (!next || later.has(keyOf(next))) last.current = 0;
    setLater(new Set([...later, keyOf(now)]));
  };
  useShortcut("j", "ui.duplicates.next", step(1));
  useShortcut("k", "ui.duplicates.previous", step(-1));
  return (
    <div className={style.sheet}>
      <nav className={style.list} aria-label={t("ui.duplicates.pairs")} data-pane>
        <ol>
          {all.map((pair) => (
            <PairLine
              key={keyOf(pair)}
              pair={pair}
              current={pair === now}
              later={later.has(keyOf(pair))}
              onPick={() => setPicked(keyOf(pair))}
            />
          ))}
        </ol>
        {foot}
      </nav>
      {now && <Pair key={keyOf(now)} kind={kind} pair={now} onLater={putOff} />}
    </div>
  );
}

export function Duplicates() {
  const { part } = usePlace();
  const kind: Kind = part === "contact" ? "contact" : "unit";
  const { list, look } = useDuplicates(kind);
  const { data, error } = list;
  const failed = look.error ?? error;
  const more = data ? data.left_out + data.total - data.pairs.length : 0;
  return (
    <Page
      title={t("ui.place.duplicates")}
      note={data && data.swept_at !== null ? t("ui.duplicates.count", { n: data.total }) : null}
      body="bare"
      actions={
        <>
          <Segments
            label={t("ui.duplicates.kind")}
            value={kind}
            onChange={(next) => replacePlace({ part: next })}
            options={[
              { id: "unit", label: t("ui.duplicates.units") },
              { id: "contact", label: t("ui.duplicates.contacts") },
            ]}
          />
          <Button icon={RefreshCw} kind="line" busy={look.busy} onPress={() => void look.run(kind)}>
            {t("ui.duplicates.again")}
          </Button>
        </>
      }
    >
      {look.busy && <Looking />}
      {failed && (
        <div className={style.notice}>
          <Notice tone={isKind(failed, "cancelled") ? "plain" : "bad"} live>
            {sentence(failed)}
          </Notice>
        </div>
      )}
      {data?.stale && !look.busy && (
        <div className={style.notice}>
          <Notice tone="plain">{t("ui.duplicates.stale")}</Notice>
        </div>
      )}
      {data && data.swept_at !== null && data.pairs.length === 0 && !look.busy && (
        <Empty title={t("ui.duplicates.none")}>{t("ui.duplicates.none_hint")}</Empty>
      )}
      {data && data.pairs.length > 0 && (
        <Pairs
          key={kind}
          kind={kind}
          pairs={data.pairs}
          foot={more > 0 && <p className={style.more}>{t("ui.duplicates.more", { n: more })}</p>}
        />
      )}
    </Page>
  );
}
