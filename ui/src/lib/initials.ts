/**
 * The first letters of Chinese words' readings, for narrowing short lists: `zl` finds 战略. The browser's own
 * collation knows the readings; no table is shipped. Names and companies are searched by the core, not here.
 */

/** The first character of each initial in pinyin order; I, U and V begin no syllable. */
const firsts = [..."阿芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"];
const letters = [..."abcdefghjklmnopqrstwxyz"];
const order = new Intl.Collator("zh-Hans-u-co-pinyin");

function initial(sign: string): string {
  if (!/\p{Script=Han}/u.test(sign)) return sign.toLowerCase();
  let at = 0;
  while (at + 1 < firsts.length && order.compare(sign, firsts[at + 1] ?? "") >= 0) at += 1;
  return letters[at] ?? "";
}

/** 战略客户 → `zlkh`; Latin letters and digits stay. */
export function initials(text: string): string {
  return [...text]
    .filter((sign) => /[\p{L}\p{N}]/u.test(sign))
    .map(initial)
    .join("");
}

/**
 * How well a label fits typed letters: 3 begins so, 2 contains it, 1 by the initials of its readings (a syllable
 * typed in full counts as its initial), 0 not at all.
 */
export function rankOf(label: string, typed: string): 0 | 1 | 2 | 3 {
  const sought = typed.trim().toLowerCase();
  const text = label.toLowerCase();
  if (text.startsWith(sought)) return 3;
  if (text.includes(sought)) return 2;
  // Vowels and ng after an initial are the rest of its syllable: `zhanlve` asks for what `zl` asks for.
  const asked = sought
    .replaceAll(/[\s']+/g, "")
    .replaceAll(/([bpmfdtnlgkhjqxzcsryw])h?[aeiouvü]+(?:ng|n(?![aeiouvü])|r(?![aeiouvü]))?/g, "$1");
  return asked !== "" && initials(label).startsWith(asked) ? 1 : 0;
}
