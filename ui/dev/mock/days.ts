/** Days as filters say them, the commonest of the core's words: dates, today, and so many days from today. */
import { wireError } from "./world.ts";

const dayMs = 86_400_000;
const written = (ms: number) => new Date(ms).toISOString().slice(0, 10);

const ways: readonly [RegExp, (n: number) => [number, number]][] = [
  [/^(?:今天|today)$/i, () => [0, 0]],
  [/^(\d+) ?天内$|^within (\d+) days?$/i, (n) => [0, n]],
  [/^(\d+) ?天后$|^in (\d+) days?$/i, (n) => [n, n]],
  [/^(\d+) ?天前$|^(\d+) days? ago$/i, (n) => [-n, -n]],
  [/^过去(\d+) ?天$|^last (\d+) days?$/i, (n) => [-n, 0]],
];

/** The first and the last day meant; refused where it is none, or farther away than the core compares with. */
export function daysMeant(field: string, text: string): [string, string] {
  const said = text.trim();
  for (const [way, counted] of ways) {
    const found = way.exec(said);
    if (!found) continue;
    const [first, last] = counted(Number(found[1] ?? found[2] ?? 0));
    if (Math.max(Math.abs(first), Math.abs(last)) > 36_525)
      throw { ...wireError("invalid", "error.days_too_far", { text: said }), field };
    return [written(Date.now() + first * dayMs), written(Date.now() + last * dayMs)];
  }
  if (!/^\d{4}-\d{1,2}-\d{1,2}/.test(said))
    throw { ...wireError("invalid", "error.date_unreadable", { text: said }), field };
  return [said, said];
}
