/** What the mock sees in what is typed: enough of the core's rules to show each kind of part. */
import type { EntryCheck, EntryPart } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { fieldsOf } from "./fields.ts";
import { world } from "./world.ts";

const part = (key: string, value: string, ok: boolean | null = null): EntryPart => ({
  key,
  values: { value },
  ok,
});

const usual = ["unit.uscc", "bank_account.number", "contract.amount", "payment.amount", "invoice.amount"];
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

export function confirms(entity: string, field: string): boolean | null {
  const kind = fieldsOf(entity).find(({ key }) => key === field)?.kind;
  const apart = kind === "official_id" || kind === "money" || kind === "phones" || entity === "bank_account";
  const key = `${entity}.${field}`;
  return apart ? (world.confirms.get(key) ?? usual.includes(key)) : null;
}

function code(text: string): EntryPart[] {
  const typed = text.replaceAll(/[\s-]/g, "").toUpperCase();
  if (typed.length !== 18) return [part("entry.uscc.length", String(typed.length), false)];
  let [sum, weight] = [0, 1];
  for (const letter of typed.slice(0, 17)) {
    sum += alphabet.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  const expected = alphabet[(31 - (sum % 31)) % 31] ?? "?";
  const last = typed.slice(17);
  return [
    part(`entry.uscc.authority.${typed.slice(0, 1)}`, typed.slice(0, 1), true),
    part(`entry.uscc.region.${typed.slice(2, 4)}`, typed.slice(2, 8), true),
    part("entry.uscc.organisation", `${typed.slice(8, 16)}-${typed.slice(16, 17)}`, true),
    last === expected
      ? part("entry.uscc.check_ok", last, true)
      : part("entry.uscc.check_wrong", expected, false),
  ];
}

function amount(text: string, power: number): EntryPart[] {
  const [, digits = "", unit] = /^\s*([\d,.]+)\s*(万|亿)?元?\s*$/.exec(text) ?? [];
  const yuan =
    Number(digits.replaceAll(",", "")) * ({ 万: 10_000, 亿: 100_000_000 }[unit ?? ""] ?? 10 ** power);
  return yuan >= 10_000 ? [part("entry.amount.grouped", `¥${yuan.toLocaleString("en")}`)] : [];
}

function account(text: string): EntryPart[] {
  const number = text.replaceAll(/[\s-]/g, "");
  const fours = number.match(/.{1,4}/g)?.join(" ") ?? "";
  return [part("entry.account.fours", fours), part("entry.account.length", String(number.length))];
}

type Asked = { entity: string; field: string; text: string; power: number };

function check({ entity, field, text, power }: Asked): EntryCheck {
  const kind = fieldsOf(entity).find(({ key }) => key === field)?.kind;
  const seen = () => {
    if (kind === "official_id") return code(text);
    if (kind === "money") return amount(text, power);
    if (kind === "phones") return [part("entry.phone.mobile", text, true)];
    return entity === "bank_account" && field === "number" ? account(text) : [];
  };
  const parts = text.trim() === "" ? [] : seen();
  return { parts, confirm: parts.length > 0 && confirms(entity, field) === true };
}

export const entryCalls = {
  entry_check: check,
  field_confirm_set: (said: { entity: string; field: string; confirm: boolean }): null => {
    world.confirms.set(`${said.entity}.${said.field}`, said.confirm);
    world.seq += 1;
    emit("changed", { seq: world.seq, op: "quality.rules", entities: ["field_rule"], ids: [] });
    return null;
  },
};
