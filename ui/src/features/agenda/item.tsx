/** One line of a day: when, what, for whom. */
import { Check, Repeat } from "lucide-react";
import type { CSSProperties, MouseEvent } from "react";
import type { AgendaDay, AgendaItem } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";
import { repeatText } from "../../lib/repeat.ts";
import { zoneCity } from "../../lib/zone.ts";
import style from "./agenda.module.css";
import { minutesText } from "./days.ts";
import type { Drag } from "./use-drag.ts";

export type Hand = {
  drag: Drag;
  chosen: ReadonlySet<string>;
  choose: (items: readonly AgendaItem[], day: string) => void;
  chooseDay: (day: AgendaDay) => void;
  onItem: (day: string, item: AgendaItem) => void;
  /** asks where an occurrence of a series goes, or whether it is left out */ ask: (
    item: AgendaItem,
    day: string,
  ) => void;
};

export function Item(props: {
  item: AgendaItem;
  day: string;
  here: boolean;
  hand: Hand;
  /** where it stands among the hours */ placed?: CSSProperties;
  /** one line is all it has room for */ short?: boolean;
}) {
  const { item, day, here, hand, placed, short } = props;
  const chosen = hand.chosen.has(item.id) && !item.ghost;
  const press = (event: MouseEvent) => {
    if (hand.drag.wasDrag()) return;
    const more = event.ctrlKey || event.metaKey || event.shiftKey;
    if (more) item.ghost ? hand.ask(item, day) : hand.choose([item], day);
    else openRecord({ entity: "task", id: item.id });
  };
  const whom = item.unit?.label ?? item.contact?.label;
  return (
    <li style={placed} className={placed && style.placed} data-short={short || undefined}>
      <button
        type="button"
        className={style.item}
        tabIndex={here ? 0 : -1}
        data-item={`${item.id}${item.ghost ? " ghost" : ""}`}
        data-ghost={item.ghost || undefined}
        data-chosen={chosen || undefined}
        data-dragged={hand.drag.item === item || undefined}
        aria-pressed={item.ghost ? undefined : chosen}
        title={[
          [item.time, item.title].filter(Boolean).join(" "),
          whom,
          t(item.estimated ? "ui.agenda.takes_usual" : "ui.agenda.takes", {
            time: minutesText(item.minutes),
          }),
          item.zone && t("ui.zone.by", { zone: item.zone }),
          item.ghost ? t("ui.agenda.ghost") : null,
        ]
          .filter(Boolean)
          .join("\n")}
        onFocus={() => hand.onItem(day, item)}
        onPointerDown={(event) => hand.drag.begin(item, event)}
        onClick={press}
        onContextMenu={(event) => {
          if (!item.ghost) return;
          event.preventDefault();
          hand.ask(item, day);
        }}
      >
        {chosen && <Check size={12} className={style.mark} aria-hidden />}
        <span className={style.time}>{item.time}</span>
        <span className={style.what}>{item.title}</span>
        {item.repeat && <Repeat size={11} className={style.mark} aria-label={repeatText(item.repeat)} />}
        {item.zone && (
          <span className={style.zone} data-zone>
            {zoneCity(item.zone)}
          </span>
        )}
        <span className={style.whom}>{whom}</span>
      </button>
    </li>
  );
}
