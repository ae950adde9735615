/** Colleagues and the letter that asks them to look over what is known of their customers. */
import type { Colleague, Urge } from "../../src/ipc/bindings.ts";
import { say } from "./mail.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError } from "./world.ts";

const addresses = new Map<string, string>();

/** To whom letters were opened, for tests to see. */
export const urged: string[] = [];

function owing(): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const unit of alive("unit")) {
    const owner = textOf(cellOf(unit, "owner"));
    const name = textOf(cellOf(unit, "legal_name"));
    if (owner) owners.set(owner, [...(owners.get(owner) ?? []), name]);
  }
  return owners;
}

function letter(owner: string, language: "zh" | "en"): Urge {
  const names = (owing().get(owner) ?? []).slice(0, 40);
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
    left_out: 0,
    fits: true,
  };
}

export const urgeCalls = {
  mail_colleagues: (): Colleague[] =>
    [...owing()].map(([owner, names]) => ({ owner, customers: names.length })),
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
};
