/** Quick entry, as far as a few words of both languages: the core reads far more, by the same shapes. */
import { parseDate } from "@internationalized/date";
import type {
  PromiseHeard,
  QuickChoice,
  QuickDoubt,
  QuickDraft,
  QuickSaid,
  RecordDto,
  Ref,
  Says,
  SignatureDraft,
  Value,
} from "../../src/ipc/bindings.ts";
import { dayFromToday, localDay } from "./invented.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError } from "./world.ts";

const zone = "Asia/Shanghai";
const wall = (at: string): Value => ({ t: "wall", v: { at, zone } });
const weekdays = "一二三四五六日";

/** 2023-01-02 was a Monday. */
function mondayOf(day: string): string {
  const date = parseDate(day);
  const since = date.calendar.toJulianDay(date) - date.calendar.toJulianDay(parseDate("2023-01-02"));
  return date.subtract({ days: ((since % 7) + 7) % 7 }).toString();
}

function after(day: string, days: number): string {
  return parseDate(day).add({ days }).toString();
}

function dayOf(line: string, today = dayFromToday(0)): { words: string; day: string } | null {
  const near = /今天|明天|后天|today|tomorrow/i.exec(line)?.[0];
  if (near) {
    const days: Record<string, number> = { 今天: 0, 明天: 1, 后天: 2, today: 0, tomorrow: 1 };
    return { words: near, day: after(today, days[near.toLowerCase()] ?? 0) };
  }
  const found = /(下)?(?:周|星期)([一二三四五六日])/.exec(line);
  if (!found) return null;
  const place = weekdays.indexOf(found[2] ?? "一") + (found[1] ? 7 : 0);
  const day = after(mondayOf(today), place);
  return { words: found[0], day: day < today ? after(day, 7) : day };
}

/** The near days of a line, where it names more than one. */
function nearDays(line: string): { words: string; day: string }[] {
  const found = [...line.matchAll(/今天|明天|后天/g)].flatMap(([words]) => dayOf(words) ?? []);
  return new Set(found.map(({ day }) => day)).size > 1 ? found : [];
}

type Hour = { words: string; times: string[] };

function hourOf(line: string): Hour | null {
  const part = /上午|下午|早上|晚上|morning|afternoon/i.exec(line)?.[0];
  const clock = /([0-9]{1,2})点(半)?|at ([0-9]{1,2})(am|pm)?/i.exec(line);
  const late = /下午|晚上|afternoon/i.test(part ?? "") || clock?.[4] === "pm";
  const two = (hour: number, half: boolean) => `${String(hour % 24).padStart(2, "0")}:${half ? "30" : "00"}`;
  if (clock) {
    const hour = Number(clock[1] ?? clock[3]);
    const half = Boolean(clock[2]);
    const words = `${part ?? ""}${clock[0]}`;
    if (part || clock[4] || hour > 12)
      return { words, times: [two(late && hour < 12 ? hour + 12 : hour, half)] };
    const times =
      hour < 7 ? [two(hour + 12, half), two(hour, half)] : [two(hour, half), two(hour + 12, half)];
    // Only an hour that people are awake at in both halves of the day is asked about.
    return { words, times: hour >= 6 && hour <= 9 ? times : times.slice(0, 1) };
  }
  return part ? { words: part, times: [late ? "14:00" : "09:00"] } : null;
}

const kinds: [string, RegExp][] = [
  ["call", /电话|致电|call/i],
  ["visit", /拜访|visit/i],
  ["meeting", /开会|会议|meet/i],
  ["mail", /邮件|mail/i],
  ["payment", /回款|催款|付款|payment/i],
  ["quote", /报价|quote/i],
  ["contract", /合同|contract/i],
];

const refOf = (record: RecordDto, field: string): Ref => ({
  id: record.id,
  label: textOf(cellOf(record, field)),
});

function unitOf(line: string): Ref | null {
  const named = alive("unit").find((unit) => {
    const names = [textOf(cellOf(unit, "short_name")), textOf(cellOf(unit, "legal_name"))];
    return names.some((name) => name.length > 1 && line.includes(name));
  });
  return named ? refOf(named, "legal_name") : null;
}

function peopleOf(line: string, unit: Ref | null): QuickChoice[] {
  const called = /([\u4e00-\u9fff])(总|经理|工|主任)/.exec(line);
  const fits = alive("contact").filter((contact) => {
    const name = textOf(cellOf(contact, "full_name"));
    return line.includes(name) || (called && name.startsWith(called[1] ?? ""));
  });
  const choices = fits.map((contact): QuickChoice => {
    const at = cellOf(contact, "unit");
    return {
      due: { t: "null" },
      unit: at.t === "ref" ? at.v : null,
      contact: refOf(contact, "full_name"),
      detail: textOf(cellOf(contact, "title")),
      repeat: null,
      title: null,
      leads: [],
    };
  });
  const there = choices.filter((choice) => unit && choice.unit?.id === unit.id);
  return (there.length > 0 ? there : choices).slice(0, 5);
}

function quickDraft({ line }: { line: string }): QuickDraft {
  const several = nearDays(line);
  const day = several.length > 0 ? null : dayOf(line);
  const hour = hourOf(line);
  const doubts: QuickDoubt[] = [];
  const said: QuickSaid[] = [];
  let due: Value = { t: "null" };
  let repeat: string | null = null;
  let title = line;
  const monthly = /每月最后一个工作日|last working day of every month/i.exec(line)?.[0];
  const date = day?.day ?? (hour || monthly ? dayFromToday(0) : null);
  if (monthly) repeat = "FREQ=MONTHLY;WORKDAY=-1";
  if (date !== null) {
    const [first, ...others] = hour?.times ?? [];
    due = wall(first ? `${date}T${first}` : date);
    if (others.length > 0) {
      const choices = (hour?.times ?? []).map((time) => ({
        due: wall(`${date}T${time}`),
        unit: null,
        contact: null,
        detail: "",
        repeat,
        title: null,
        leads: [],
      }));
      doubts.push({ part: "when", why: "half_of_day", choices, is_likely: true });
    }
    for (const words of [monthly, day?.words, hour?.words]) {
      if (!words) continue;
      said.push({ part: "when", words });
      title = title.replace(words, "");
    }
  }
  if (several.length > 0) {
    const choices = several.map(
      ({ words, day }): QuickChoice => ({
        due: wall(day),
        unit: null,
        contact: null,
        detail: "",
        repeat: null,
        title: line.replace(words, "").trim(),
        leads: [],
      }),
    );
    doubts.push({ part: "when", why: "which_time", choices, is_likely: false });
  }
  if (date === null && /底前.+个月/.test(line))
    doubts.push({ part: "when", why: "gone_back", choices: [], is_likely: false });
  let unit = unitOf(line);
  const people = peopleOf(line, unit);
  const [only] = people;
  const contact = people.length === 1 && only ? only.contact : null;
  if (people.length === 1 && !unit && only) unit = only.unit;
  if (people.length > 1)
    doubts.push({ part: "contact", why: "which_person", choices: people, is_likely: false });
  const kind = kinds.find(([, words]) => words.test(line))?.[0] ?? "";
  return {
    title: title.trim() || line.trim(),
    due,
    repeat,
    leads: [],
    unit,
    contact,
    kind,
    said,
    doubts,
    minutes: null,
    holidays_unknown: false,
  };
}

/**
 * Sentences with a day and what somebody does by it. The day of the week it is may be the next one as well; what waits
 * for something has none.
 */
function promisesHeard({ text, at }: { text: string; at: number | null }): PromiseHeard[] {
  const said = at === null ? dayFromToday(0) : localDay(at);
  return text.split(/[。！；\n]/).flatMap((sentence): PromiseHeard[] => {
    if (/we'll .*\b(?:once|after)\b/i.test(sentence))
      return [{ by: "us", text: sentence.trim(), days: [], depends: true }];
    const found = dayOf(sentence, said);
    const theirs = /付款|回款|打款|下单/.test(sentence);
    if (!found || !(theirs || /报价|发货|寄样|样品|交货/.test(sentence))) return [];
    const unsure = found.day === said && /^(?:周|星期)/.test(found.words);
    const days = unsure ? [after(said, 7), said] : [found.day];
    const depends = /如果|要是|一旦/.test(sentence) && !/没问题|顺利/.test(sentence);
    return [{ by: theirs ? "them" : "us", text: sentence.trim(), days, depends }];
  });
}

/** `张伟 | 采购部经理 | 单位` and numbers: the core reads far more. */
function signatureRead({ text }: { text: string }): SignatureDraft {
  const parts = text
    .split(/[|\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const found: SignatureDraft["found"] = [];
  const unread: string[] = [];
  for (const part of parts) {
    const says: Says | null = /^1[0-9 ]{10,}$/.test(part)
      ? "mobile"
      : /^0[0-9-]{9,}$/.test(part)
        ? "work_phone"
        : part.includes("@")
          ? "email"
          : /公司$|集团$|Ltd$/.test(part)
            ? "unit"
            : /经理$|总监$|Manager$/.test(part)
              ? "title"
              : /路.*号$/.test(part)
                ? "address"
                : /^[张王李赵].{1,2}$|^John /.test(part)
                  ? "name"
                  : null;
    if (says) found.push({ says, value: part, words: part });
    else unread.push(part);
  }
  if (found.length < 2 || found.every(({ says }) => says !== "name")) {
    throw { ...wireError("invalid", "error.signature_none"), field: "text" };
  }
  const called = found.find(({ says }) => says === "unit")?.value;
  const unit = alive("unit").find((one) =>
    ["legal_name", "short_name"].some((key) => called && textOf(cellOf(one, key)) === called),
  );
  return {
    found,
    unread,
    unit: unit ? { id: unit.id, label: textOf(cellOf(unit, "legal_name")) } : null,
    units: [],
  };
}

export const quickCalls = {
  quick_draft: quickDraft,
  promises_heard: promisesHeard,
  signature_read: signatureRead,
};
