/** Whom to meet next, each line with its reason: a press or a key makes a task of it, the name opens who it is about. */
import { CheckSquare, CircleAlert, CircleDashed, Clock, ThumbsDown, UserX } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Mark, type Tone } from "../../../components/chip.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { Applied, Decisions, Gap, Lack, Ref, Value } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { askWhoDecides, createRecord } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { isHeard } from "../../../lib/keys.ts";
import { openRecord } from "../../../lib/place.ts";
import style from "./decisions.module.css";
import { walkLines } from "./walk-lines.ts";

/** So many at first. */
const FIRST = 6;
const KEY = "t";

const faces = {
  never_met: [CircleDashed, "bad"],
  gone: [UserX, "bad"],
  vacant: [CircleAlert, "bad"],
  unknown: [CircleAlert, "bad"],
  silent: [Clock, "warn"],
  against: [ThumbsDown, "warn"],
} as const satisfies Record<Lack["lack"], readonly [unknown, Tone]>;

const lackText = (one: Lack): string =>
  one.lack === "silent" ? t("ui.decisions.silent", { n: one.days }) : t(`ui.decisions.lack.${one.lack}`);

/** Marked by a word and a shape of its own, never by colour alone. */
export function LackMark({ lack, quiet = false }: { lack: Lack; quiet?: boolean }) {
  const [icon, tone] = faces[lack.lack];
  return (
    <Mark tone={quiet ? "quiet" : tone} icon={icon}>
      {lackText(lack)}
    </Mark>
  );
}

const refTo = (v: Ref): Value => ({ t: "ref", v });

/** What is to be done about it: the weightiest lack says it. */
function titleOf({ lacks, contact, seat, unit }: Gap): string {
  const name = contact?.label ?? seat?.label ?? unit.label;
  const who = contact && seat ? t("ui.decisions.who", { name, seat: seat.label }) : name;
  return t(`ui.decisions.task.${lacks[0]?.lack ?? "unknown"}`, { who });
}

function makeTask(gap: Gap, { opportunity }: Decisions): Promise<Applied> {
  const { contact, seat, unit } = gap;
  const title = titleOf(gap);
  if (!contact && !seat) return askWhoDecides(unit.id, opportunity?.id ?? null, title);
  return createRecord("task", {
    title: { t: "text", v: title },
    unit: refTo(unit),
    ...(contact && { contact: refTo(contact) }),
    ...(seat && { seat: refTo(seat) }),
    ...(opportunity && { opportunity: refTo(opportunity) }),
  });
}

type GapsProps = {
  told: Decisions;
  /** when it was read */ stamp: number;
};

function GapLine({ gap, told, stamp }: GapsProps & { gap: Gap }) {
  const { contact, seat, unit, lacks, through, planned } = gap;
  // A task that was made stands in what is read next, unless it was taken back by then.
  const [made, setMade] = useState<number | null>(null);
  const latest = useRef(stamp);
  latest.current = stamp;
  const line = useRef<HTMLLIElement>(null);
  const about = contact ?? seat ?? unit;
  const entity = contact ? "contact" : seat ? "seat" : "unit";
  const making = useAction(async () => {
    const title = titleOf(gap);
    const applied = await makeTask(gap, told);
    setMade(latest.current);
    // What is planned goes to the end: whoever stands here goes on with the next.
    const next = line.current?.nextElementSibling ?? line.current?.previousElementSibling ?? line.current;
    if (line.current?.contains(document.activeElement)) next?.querySelector("button")?.focus();
    toast(t("ui.decisions.made", { title }), {
      label: t("ui.undo"),
      run: () => {
        setMade(null);
        return undo();
      },
    });
    return applied;
  });
  const done = made === stamp || planned !== null;
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const makes = event.key.toLowerCase() === KEY && isHeard(KEY) && !event.repeat;
    if (makes && !done && !making.busy) void making.run();
    if (makes || walkLines(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const where = [contact && seat?.label, unit.label].filter(Boolean).join(" · ");
  return (
    <li ref={line} className={style.gap} onKeyDown={keys} data-gap={about.id}>
      <div className={style.words}>
        <span className={style.who}>
          <button
            type="button"
            className={style.name}
            aria-keyshortcuts="T"
            onClick={() => openRecord({ entity, id: about.id })}
          >
            {about.label}
          </button>
          {entity !== "unit" && <span className={style.part}>{where}</span>}
          {gap.key && entity !== "unit" && <span className={style.key}>{t("ui.decisions.key")}</span>}
        </span>
        <span className={style.who}>
          {lacks.map((lack) => (
            <LackMark key={lack.lack} lack={lack} />
          ))}
          {through && (
            <span className={style.part}>{t("ui.decisions.through", { name: through.label })}</span>
          )}
        </span>
        {planned && (
          <button
            type="button"
            className={`${style.name} ${style.part}`}
            onClick={() => openRecord({ entity: "task", id: planned.id })}
          >
            {t("ui.decisions.planned", { title: planned.label })}
          </button>
        )}
        {making.error !== null && <p role="alert">{sentence(making.error)}</p>}
      </div>
      {!done && (
        <Button icon={CheckSquare} busy={making.busy} onPress={() => void making.run()}>
          {t("ui.decisions.make_task")}
        </Button>
      )}
    </li>
  );
}

export function DecisionGaps({ told, stamp }: GapsProps) {
  const [all, setAll] = useState(false);
  const { gaps, gap_count } = told;
  if (gaps.length === 0) return null;
  const shown = all ? gaps : gaps.slice(0, FIRST);
  return (
    <div className={style.gaps} data-testid="gaps">
      <h4 className={style.subtitle}>
        {t("ui.decisions.gaps")} <small>{t("ui.decisions.gaps_keys")}</small>
      </h4>
      <ul>
        {shown.map((gap) => (
          <GapLine key={(gap.contact ?? gap.seat ?? gap.unit).id} gap={gap} told={told} stamp={stamp} />
        ))}
      </ul>
      {shown.length < gaps.length && (
        <Button kind="link" onPress={() => setAll(true)}>
          {t("ui.decisions.more_gaps", { n: gaps.length - shown.length })}
        </Button>
      )}
      {shown.length === gaps.length && gaps.length < gap_count && (
        <p className={style.hint}>{t("ui.decisions.rest_gaps", { n: gap_count - gaps.length })}</p>
      )}
    </div>
  );
}
