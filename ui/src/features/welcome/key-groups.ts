/** The recovery key as groups on paper, and the answer made of the groups that were asked back. */

export function groupsOf(key: string): string[] {
  return key.split("-");
}

/** Four places of `count`, spread over the whole key so that the last line is never the unread one. */
export function pickAsked(count: number, chance: () => number = Math.random): number[] {
  const want = Math.min(4, count);
  const size = count / want;
  return Array.from({ length: want }, (_, part) => {
    const from = Math.floor(part * size);
    const to = Math.floor((part + 1) * size);
    return from + Math.floor(chance() * (to - from));
  });
}

/** What a hand writes alike is read alike: the key has no O, I or L. */
const asPrinted = (typed: string) => typed.trim().toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");

/** The whole key, with what was typed in the asked places: the core alone judges it. */
export function answerOf(groups: string[], asked: number[], typed: Record<number, string>): string {
  return groups.map((group, at) => (asked.includes(at) ? asPrinted(typed[at] ?? "") : group)).join("-");
}
