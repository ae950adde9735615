/** The grid's fixed sizes in px, shared by drawing and hit testing. The stylesheet takes them from here. */
export const HEAD = 32;
export const FOOT = 34;
const MIN_WIDTH = 56;
const MAX_WIDTH = 640;

/** Wide enough for the longest line number. */
export function gutterFor(lines: number): number {
  return lines < 10_000 ? 40 : 34 + 7 * (String(lines).length - 3);
}

export function clampWidth(width: number): number {
  return Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)));
}
