/** The tasks chosen to be moved together: they stay chosen while one pages on; what is gone or done is not. */
import { useCallback, useMemo, useState } from "react";
import { type AgendaDay, type AgendaItem, commands } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";

type Kept = { item: AgendaItem; date: string };

const tasksOf = ({ items }: AgendaDay) => items.filter(({ ghost }) => !ghost);
const isWhole = (day: AgendaDay) => tasksOf(day).length >= day.load;

export function useChosen(days: readonly AgendaDay[]) {
  const [kept, setKept] = useState<ReadonlyMap<string, Kept>>(new Map());
  const choose = useCallback((some: readonly AgendaItem[], date: string) => {
    setKept((before) => {
      const next = new Map(before);
      const all = some.every(({ id }) => before.has(id));
      for (const item of some) all ? next.delete(item.id) : next.set(item.id, { item, date });
      return next;
    });
  }, []);
  /** Everything due that day, listed or not. */
  const chooseDay = useCallback(
    (day: AgendaDay) => {
      if (isWhole(day)) choose(tasksOf(day), day.date);
      else commands.agendaDay(day.date).then((all) => choose(all, day.date), complain);
    },
    [choose],
  );
  const tasks = useMemo(() => {
    const shown = new Map(days.flatMap((day) => tasksOf(day).map((item) => [item.id, item])));
    const whole = new Set(days.filter(isWhole).map(({ date }) => date));
    return [...kept.values()].flatMap(({ item, date }) => {
      const now = shown.get(item.id);
      if (now) return [now];
      return whole.has(date) ? [] : [item];
    });
  }, [days, kept]);
  const chosen = useMemo(() => new Set(tasks.map(({ id }) => id)), [tasks]);
  return { chosen, choose, chooseDay, tasks, clear: () => setKept(new Map()) };
}
