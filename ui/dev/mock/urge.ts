/** Colleagues and the letter that asks them to look over what is known of their customers. */
import type { Colleague, Urge } from "../../src/ipc/bindings.ts";
import { later } from "./doubts.ts";
import { say } from "./mail.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const addresses = new Map<string, string>();

/** To whom letters were opened, for tests to see. */
export const urged: string[] = [];

/** A letter names no more. */
const MOST = 40;
/** The core's name for the whole of a customer. */
const WHOLE = "coverage";

const isPutOff = (id: string, field: string) => later(world.records.get(`word:${id}:${field}`)?.values ?? {});

type Owed = { names: string[]; left_out: Urge["left_out"] };

/** The mock asks of every customer for its telephone numbers, or for all of it where it has none. */
function owing(): Map<string, Owed> {
  const owners = new Map<string, Owed>();
  for (const unit of alive("unit")) {
    const owner = textOf(cellOf(unit, "owner"));
    if (!owner) continue;
    const owed = owners.get(owner) ?? { names: [], left_out: { confidential: 0, put_off: 0, later: 0 } };
    owners.set(owner, owed);
    if (textOf(cellOf(unit, "label")) === "confidential") owed.left_out.confidential += 1;
    else if (isPutOff(unit.id, WHOLE) || isPutOff(unit.id, "phones")) owed.left_out.put_off += 1;
    else if (owed.names.length >= MOST) owed.left_out.later += 1;
    else owed.names.push(textOf(cellOf(unit, "legal_name")));
  }
  return owners;
}

function letter(owner: string, language: "zh" | "en"): Urge {
  const { names = [], left_out = { confidential: 0, put_off: 0, later: 0 } } = owing().get(owner) ?? {};
  const n = String(names.length);
  const old = say(language, "mail.urge.old", { what: say(language, "field.unit.phones") });
  const lines = names.map((name, at) => `${at + 1}. ${name}\n   ${old}`).join("\n");
  const dear = say(language, "mail.dear_colleague", { name: owner });
  const words = [dear, say(language, "mail.urge.body", { n }), lines, say(language, "mail.urge.thanks")];
  return {
    owner,
    address: addresses.get(owner) ?? null,
    subject: say(language, "mail.urge.subject", { n }),
    body: `${words.join("\n\n")}\n`,
    customers: names.length,
    left_out,
    fits: true,
  };
}

/** Whose letters were saved as a file. */
export const saved: string[] = [];

export const urgeCalls = {
  mail_colleagues: (): Colleague[] =>
    [...owing()]
      .map(([owner, { names }]) => ({ owner, customers: names.length }))
      .sort((a, b) => b.customers - a.customers),
  mail_urge: ({ owner, language }: { owner: string; language: "zh" | "en" }) => letter(owner, language),
  mail_set_colleague: ({ owner, address }: { owner: string; address: string }) => {
    if (!address.includes("@"))
      throw { ...wireError("invalid", "error.mail_address", { address }), field: "address" };
    addresses.set(owner, address);
    return null;
  },
  mail_urge_open: ({ owner }: { owner: string }) => {
    const to = addresses.get(owner);
    if (!to) throw wireError("invalid", "error.mail_nobody");
    urged.push(to);
    return true;
  },
  mail_urge_save: ({ owner }: { owner: string }) => {
    saved.push(owner);
    return true;
  },
};
