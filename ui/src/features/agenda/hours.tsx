/** The hours of a day, its items where they begin and as long as they take; what is at once stands side by side. */
import type { AgendaItem } from "../../ipc/bindings.ts";
import style from "./hours.module.css";
import { type Hand, Item } from "./item.tsx";
import { lanes } from "./lanes.ts";

const hours = Array.from({ length: 24 }, (_, hour) => hour);

const share = (minutes: number) => `${(minutes / 1440) * 100}%`;

export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

export function Gutter() {
  return (
    <div className={style.gutter} aria-hidden>
      <div className={style.corner} />
      <div className={style.names}>
        {hours.slice(1).map((hour) => (
          <span key={hour} style={{ top: share(hour * 60) }}>
            {`${hour}:00`}
          </span>
        ))}
      </div>
    </div>
  );
}

export function Hours(props: { day: string; items: readonly AgendaItem[]; here: boolean; hand: Hand }) {
  const { day, items, here, hand } = props;
  const over = hand.drag.over?.day === day ? hand.drag.over.time : null;
  return (
    <ul className={style.hours} data-hours={day}>
      {lanes(items).map(({ item, start, minutes, lane, of }) => (
        <Item
          key={`${item.id}${item.ghost}`}
          item={item}
          day={day}
          here={here}
          hand={hand}
          short={minutes < 50}
          placed={{
            top: share(start),
            height: share(minutes),
            left: `${(lane / of) * 100}%`,
            width: `${100 / of}%`,
          }}
        />
      ))}
      {over !== null && (
        <li className={style.over} aria-hidden style={{ top: share(minuteOf(over)) }}>
          {over}
        </li>
      )}
    </ul>
  );
}
