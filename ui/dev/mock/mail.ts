/** Letters, in the sentences of the core: to the contact a record names, or to those at its customer. */
import en from "../../../assets/locales/en.json";
import zh from "../../../assets/locales/zh.json";
import type { MailAsk, MailDraft, MailPerson, RecordDto, Ref } from "../../src/ipc/bindings.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const words: Record<MailAsk["language"], Record<string, string>> = { en, zh };

export function say(language: MailAsk["language"], key: string, blanks: Record<string, string> = {}): string {
  const sentence = words[language]?.[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => blanks[name] ?? whole);
}

const refOf = (record: RecordDto, key: string): Ref | null => {
  const value = cellOf(record, key);
  return value.t === "ref" ? value.v : null;
};
const textsOf = (record: RecordDto, key: string): readonly string[] => {
  const value = cellOf(record, key);
  return value.t === "texts" ? value.v : [];
};

const themes: Record<string, string> = {
  instalment: "due_bare",
  contract: "contract_bare",
  promise: "promise_ours_bare",
  task: "task_some_day",
};

function themeOf({ about }: MailAsk): string | null {
  if (about.source?.endsWith("birthday")) return "birthday";
  if (about.entity === "contact") return null;
  return themes[about.entity] ?? (about.source ? "touch" : null);
}

function avoidOf(one: RecordDto): MailPerson["avoid"] {
  const why = textOf(cellOf(one, "do_not_contact"));
  const until = textOf(cellOf(one, "do_not_contact_until")) || null;
  const today = new Date().toISOString().slice(0, 10);
  return (until ? today <= until : why) ? { why, until } : null;
}

function peopleOf(record: RecordDto, unit: Ref | null): MailPerson[] {
  const id = record.entity === "contact" ? record.id : refOf(record, "contact")?.id;
  const named = alive("contact").filter((one) => one.id === id);
  const there = alive("contact").filter(
    (one) => unit && refOf(one, "unit")?.id === unit.id && !named.includes(one),
  );
  const offer = (one: RecordDto, chosen: boolean) =>
    textsOf(one, "emails").map((address, at) => {
      const left = cellOf(one, "left");
      return {
        contact: { id: one.id, label: textOf(cellOf(one, "full_name")) },
        address,
        chosen: chosen && at === 0,
        left: left.t === "bool" && left.v,
        avoid: avoidOf(one),
      };
    });
  const people = [...named.flatMap((one) => offer(one, true)), ...there.flatMap((one) => offer(one, false))];
  const [only] = people;
  if (only && people.length === 1 && named.length === 0) only.chosen = true;
  return people;
}

function draft(ask: MailAsk): MailDraft {
  const { about, language, to } = ask;
  const record = world.records.get(about.record);
  if (!record || record.deleted) throw wireError("not_found", "error.record_gone");
  const unit: Ref | null =
    record.entity === "unit"
      ? { id: record.id, label: textOf(cellOf(record, "legal_name")) }
      : refOf(record, "unit");
  const people = peopleOf(record, unit);
  if (to) {
    for (const one of people) {
      one.chosen = to.some(({ contact, address }) => contact === one.contact?.id && address === one.address);
    }
  }
  const names = people.filter(({ chosen }) => chosen).map(({ contact }) => contact?.label ?? "");
  const [first, ...rest] = names;
  const name = rest.reduce((one, other) => say(language, "mail.and", { one, other }), first ?? "");
  const greeting = first ? say(language, "mail.dear", { name }) : say(language, "mail.hello");
  const theme = themeOf(ask);
  const blanks = {
    title:
      textOf(cellOf(record, "title")) || textOf(cellOf(record, "name")) || textOf(cellOf(record, "text")),
    contract: refOf(record, "contract")?.label ?? "",
    unit: unit?.label ?? "",
  };
  const body = theme ? say(language, `mail.${theme}.body`, blanks) : "";
  const secret = (one: RecordDto | undefined) => {
    if (!one) return false;
    const flag = cellOf(one, "confidential");
    return textOf(cellOf(one, "label")) === "confidential" || (flag.t === "bool" && flag.v);
  };
  return {
    people,
    unfit: [],
    subject: theme ? say(language, `mail.${theme}.subject`, blanks) : "",
    body: `${greeting}\n\n${body}\n\n${say(language, "mail.closing")}\n`,
    unit,
    confidential: secret(record) || (unit !== null && secret(world.records.get(unit.id))),
    fits: true,
  };
}

/** What was opened, for tests to see. */
export const opened: MailAsk[] = [];

export const mailCalls = {
  mail_draft: ({ ask }: { ask: MailAsk }) => draft(ask),
  mail_open: ({ ask, knowing }: { ask: MailAsk; knowing: boolean }) => {
    const letter = draft(ask);
    if (letter.confidential && !knowing) throw wireError("invalid", "error.mail_confidential");
    if (!letter.people.some(({ chosen }) => chosen)) throw wireError("invalid", "error.mail_nobody");
    if (world.broken) throw world.broken;
    opened.push(ask);
    return letter.fits;
  },
};
