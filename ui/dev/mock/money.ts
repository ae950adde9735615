/** Money: terms read well enough to show a plan, payments laid out as the core would, what is owed. */
import type {
  Ageing,
  Applied,
  Basis,
  Figures,
  Laid,
  Margin,
  NewPayment,
  Plan,
  Planned,
  RecordChange,
  RecordDto,
  UnitMoney,
  Value,
} from "../../src/ipc/bindings.ts";
import { contractAmend } from "./amend.ts";
import { dayFromToday } from "./invented.ts";
import { applySet } from "./records.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const money = (minor: bigint | number): Value => ({
  t: "money",
  v: { minor: `${minor}`, currency: "CNY" },
});
const minorOf = (value: Value) => (value.t === "money" ? Number(value.v.minor) : 0);
const choice = (v: string): Value => ({ t: "choice", v });
const text = (v: string): Value => ({ t: "text", v });
const to = (record: RecordDto): Value => ({ t: "ref", v: { id: record.id, label: "" } });
const points = (record: RecordDto, key: string, id: string) => {
  const value = cellOf(record, key);
  return value.t === "ref" && value.v.id === id;
};
const sum = (records: readonly RecordDto[], key: string) =>
  records.reduce((so, record) => so + minorOf(cellOf(record, key)), 0);
const dueOf = (record: RecordDto) => textOf(cellOf(record, "falls_on")) || "9999";
const record = (id: string): RecordDto => {
  const found = world.records.get(id);
  if (!found) throw wireError("not_found", "ui.error.not_found");
  return found;
};

/** When it falls due: as typed, else so many days after what it waits for. */
function fallsOn(instalment: RecordDto): Value {
  const [typed, happened] = [cellOf(instalment, "due_on"), cellOf(instalment, "happened_on")];
  const contract = cellOf(instalment, "contract");
  const trigger = textOf(cellOf(instalment, "trigger"));
  const signed =
    trigger === "signing" && contract.t === "ref" ? cellOf(record(contract.v.id), "signed_on") : nothing;
  const event = textOf(happened) || textOf(signed);
  if (textOf(typed) !== "" || event === "" || trigger === "date") return typed;
  const days = cellOf(instalment, "days");
  const due = new Date(Date.parse(event) + (days.t === "number" ? days.v : 0) * 86_400_000);
  return { t: "date", v: due.toISOString().slice(0, 10) };
}

/** As the core keeps it: what came, how the instalment stands and when it falls due. */
function kept(instalment: RecordDto): RecordDto {
  const came = sum(
    alive("allocation").filter((one) => points(one, "instalment", instalment.id)),
    "amount",
  );
  const typed = textOf(cellOf(instalment, "state"));
  const byHand = typed === "void" ? "void" : typed === "done" ? "paid" : typed === "part" ? "part" : "open";
  const whole = came >= minorOf(cellOf(instalment, "amount"));
  const standing = came === 0 || typed === "void" ? byHand : whole ? "paid" : "part";
  const received = came === 0 ? nothing : money(came);
  const reckoned = { received, standing: choice(standing), falls_on: fallsOn(instalment) };
  return { ...instalment, values: { ...instalment.values, ...reckoned } };
}

const instalmentsOf = (contract: string) =>
  alive("instalment")
    .filter((one) => points(one, "contract", contract))
    .map(kept)
    .sort((a, b) => dueOf(a).localeCompare(dueOf(b)));

const openOf = (one: RecordDto) =>
  ["paid", "void"].includes(textOf(cellOf(one, "standing")))
    ? 0
    : minorOf(cellOf(one, "amount")) - minorOf(cellOf(one, "received"));

/** Of a draft, and of what was terminated, nothing is owed. */
const binds = (contract: RecordDto) => {
  const state = textOf(cellOf(contract, "state"));
  return state !== "ended" && (state !== "draft" || textOf(cellOf(contract, "signed_on")) !== "");
};

const isSoon = (one: RecordDto) => {
  const due = textOf(cellOf(one, "falls_on"));
  return due >= dayFromToday(0) && due <= dayFromToday(30);
};
const opened = (one: RecordDto): RecordDto => ({ ...one, values: { amount: money(openOf(one)) } });

function ageing(units: readonly string[]): Ageing[] {
  const today = Date.parse(dayFromToday(0));
  const sums = [0, 0, 0, 0, 0];
  const owed = alive("contract")
    .filter((one) => binds(one) && units.some((unit) => points(one, "unit", unit)))
    .flatMap((one) => instalmentsOf(one.id));
  for (const one of owed) {
    const due = textOf(cellOf(one, "falls_on"));
    const late = due ? (today - Date.parse(due)) / 86_400_000 : 0;
    const at = late <= 0 ? 0 : late <= 30 ? 1 : late <= 60 ? 2 : late <= 90 ? 3 : 4;
    sums[at] = (sums[at] ?? 0) + openOf(one);
  }
  const open = sums.reduce((a, b) => a + b, 0);
  if (open === 0) return [];
  const [not_due = 0, to_30 = 0, to_60 = 0, to_90 = 0, over_90 = 0] = sums;
  return [
    {
      open: money(open),
      not_due: money(not_due),
      to_30: money(to_30),
      to_60: money(to_60),
      to_90: money(to_90),
      over_90: money(over_90),
      soon: money(sum(owed.filter(isSoon).map(opened), "amount")),
    },
  ];
}

function below(unit: string): string[] {
  const children = alive("unit").filter((one) => points(one, "parent", unit));
  return [unit, ...children.flatMap((one) => below(one.id))];
}

function unitMoney({ unit }: { unit: string }): UnitMoney {
  const contracts = alive("contract").filter(
    (one) => points(one, "unit", unit) || points(one, "payer", unit),
  );
  const settles = (one: RecordDto) => contracts.some(({ id }) => points(one, "contract", id));
  return {
    contracts: contracts.map((one) => {
      const instalments = instalmentsOf(one.id);
      const planned = instalments.filter((part) => textOf(cellOf(part, "state")) !== "void");
      const over = minorOf(cellOf(one, "amount")) - sum(planned, "amount");
      const received = money(sum(instalments, "received"));
      const difference = planned.length > 0 && over !== 0 ? money(over) : nothing;
      return {
        record: { ...one, values: { ...one.values, received, difference } },
        instalments: instalments.map((part) => {
          const open = !["paid", "void"].includes(textOf(cellOf(part, "standing")));
          return { record: part, open, late: binds(one) && open && dueOf(part) < dayFromToday(0) };
        }),
        planned: planned.length > 0,
      };
    }),
    payments: alive("payment")
      .filter((one) => points(one, "unit", unit) || settles(one))
      .map((one) => {
        const parts = alive("allocation").filter((part) => points(part, "payment", one.id));
        const left = minorOf(cellOf(one, "amount")) - sum(parts, "amount");
        const allocated = money(sum(parts, "amount"));
        return {
          record: { ...one, values: { ...one.values, allocated } },
          left: left > 0 ? money(left) : nothing,
        };
      }),
    allocations: alive("allocation"),
    own: ageing([unit]),
    all: ageing(below(unit)),
  };
}

/** Shares in percent between commas; the core reads far more. */
function planOf({ contract, terms }: { contract: string; terms: string }): Plan {
  const amount = minorOf(cellOf(record(contract), "amount"));
  const told: Plan = { rows: [], total: nothing, unread: [], problems: [], remarks: [] };
  for (const words of terms.split(/[,，;；]/).map((part) => part.trim())) {
    const share = Number(/(\d+)\s*%/.exec(words)?.[1] ?? Number.NaN);
    if (Number.isNaN(share)) {
      if (words) told.unread.push(words);
      continue;
    }
    const signing = /预付|签|deposit|signing/.test(words);
    const trigger = signing ? "signing" : /验收|acceptance/.test(words) ? "acceptance" : "delivery";
    const row: Planned = {
      seq: told.rows.length + 1,
      name: words.replace(/\d+\s*%\s*/, ""),
      trigger,
      days: null,
      offset_unit: "day",
      due_on: signing ? cellOf(record(contract), "signed_on") : nothing,
      share: { t: "percent", v: share * 100 },
      amount: money(Math.round((amount * share) / 100)),
      method: null,
      words,
    };
    told.rows.push(row);
  }
  const whole = told.rows.reduce((so, row) => so + (row.share.t === "percent" ? row.share.v : 0), 0);
  const fault = (key: string, values: Record<string, string>) =>
    told.problems.push({ field: "terms", key, values });
  if (told.rows.length === 0) fault("warning.terms_unread", {});
  else if (whole !== 10_000) fault("warning.terms_not_whole", { sum: `${whole / 100}%` });
  else told.total = money(amount);
  return told;
}

function makeInstalments({ contract, terms }: { contract: string; terms: string }): Applied {
  const plan = planOf({ contract, terms });
  if (plan.problems.length > 0) {
    throw { ...wireError("invalid", "error.terms_no_plan", { text: terms }), field: "contract.terms" };
  }
  return applySet({
    label: "op.instalments_made",
    changes: plan.rows.map((row) => ({
      kind: "create",
      entity: "instalment",
      id: null,
      values: {
        contract: to(record(contract)),
        seq: { t: "number", v: row.seq },
        name: text(row.name),
        trigger: { t: "choice", v: row.trigger },
        offset_unit: { t: "choice", v: row.offset_unit },
        share: row.share,
        amount: row.amount,
        state: { t: "choice", v: "pending" },
      },
    })),
  });
}

function laidOut(payment: RecordDto, left: number): RecordChange[] {
  const changes: RecordChange[] = [];
  let rest = left;
  const contract = cellOf(payment, "contract");
  const unit = cellOf(payment, "unit");
  const owed = alive("contract")
    .filter((one) =>
      contract.t === "ref" ? one.id === contract.v.id : unit.t === "ref" && points(one, "unit", unit.v.id),
    )
    .filter(binds)
    .flatMap((one) => instalmentsOf(one.id))
    .sort((a, b) => dueOf(a).localeCompare(dueOf(b)));
  for (const one of owed) {
    const part = Math.min(rest, openOf(one));
    if (part <= 0) continue;
    rest -= part;
    const values = { payment: to(payment), instalment: to(one), amount: money(part) };
    changes.push({ kind: "create", entity: "allocation", id: null, values });
  }
  return changes;
}

function recordPayment({ payment: given }: { payment: NewPayment }): Applied {
  const wan = given.amount.includes("万") ? 10_000 : 1;
  const yuan = Number(given.amount.replace(/[,，万元\s]/g, "") || Number.NaN) * wan;
  if (Number.isNaN(yuan)) {
    const fault = wireError("invalid", "error.money_unreadable", { text: given.amount });
    throw { ...fault, field: "payment.amount" };
  }
  const id = `pay${world.seq}`;
  const values: RecordDto["values"] = {
    unit: to(record(given.unit)),
    contract: given.contract ? to(record(given.contract)) : nothing,
    received_on: { t: "date", v: given.received_on || dayFromToday(0) },
    amount: money(Math.round(yuan * 100)),
    method: given.method ? choice(given.method) : nothing,
    bank_ref: given.bank_ref ? text(given.bank_ref) : nothing,
  };
  const made: RecordDto = { entity: "payment", id, rev: 1, values, warnings: [], deleted: false };
  const parts = given.allocate ? laidOut(made, Math.round(yuan * 100)) : [];
  const create: RecordChange = { kind: "create", entity: "payment", id, values };
  return applySet({ label: "op.payment_recorded", changes: [create, ...parts] });
}

function allocatePayment({ payment: id }: { payment: string }): Applied {
  const payment = record(id);
  const parts = alive("allocation").filter((one) => points(one, "payment", id));
  const left = minorOf(cellOf(payment, "amount")) - sum(parts, "amount");
  return applySet({ label: "op.payment_allocated", changes: laidOut(payment, left) });
}

/** Each of the instalments named gets just so much. */
function allocateByHand({ payment: id, parts }: { payment: string; parts: Laid[] }): Applied {
  const changes = parts.flatMap(({ instalment, amount }): RecordChange[] => {
    const yuan = Number(amount.replace(/[,，元万\s]/g, "") || 0) * (amount.includes("万") ? 10_000 : 1);
    const was = alive("allocation").find(
      (one) => points(one, "payment", id) && points(one, "instalment", instalment),
    );
    const values = { payment: to(record(id)), instalment: to(record(instalment)), amount: money(yuan * 100) };
    if (was && yuan === 0) return [{ kind: "delete", entity: "allocation", id: was.id, rev: was.rev }];
    if (was) return [{ kind: "update", entity: "allocation", id: was.id, rev: was.rev, values }];
    return yuan === 0 ? [] : [{ kind: "create", entity: "allocation", id: null, values }];
  });
  return applySet({ label: "op.payment_allocated", changes });
}

function figures(units: readonly string[], basis: Basis, keep: (one: RecordDto) => boolean): Figures[] {
  const of = (entity: string) =>
    sum(
      alive(entity).filter((one) => units.some((unit) => points(one, "unit", unit)) && keep(one)),
      "amount",
    );
  const revenue = of(basis === "contracts" ? "contract" : "transaction");
  const [received, cost] = [of("payment"), of("cost")];
  if (revenue + received + cost === 0) return [];
  const share = revenue > 0 ? Math.trunc(((revenue - cost) * 10_000) / revenue) : null;
  return [
    {
      revenue: money(revenue),
      received: money(received),
      cost: money(cost),
      margin: money(revenue - cost),
      share,
    },
  ];
}

/** All in one currency, so that no rate is needed. */
function unitMargin({ unit, basis }: { unit: string; basis: Basis }): Margin {
  const units = below(unit);
  const dayOf = (one: RecordDto) =>
    ["signed_on", "received_on", "date"].map((key) => textOf(cellOf(one, key))).find(Boolean) ?? "";
  const years = ["contract", "transaction", "payment", "cost"]
    .flatMap((entity) => alive(entity))
    .map((one) => dayOf(one).slice(0, 4));
  return {
    own: figures([unit], basis, () => true),
    all: figures(units, basis, () => true),
    cooperations: [{ cooperation: null, figures: figures(units, basis, () => true) }],
    years: [...new Set(years.filter(Boolean))].sort().flatMap((year) => {
      const of = figures(units, basis, (one) => dayOf(one).startsWith(year));
      return of.length > 0 ? [{ year, figures: of }] : [];
    }),
    rates: [],
    without_rate: 0,
  };
}

export const moneyCalls = {
  allocate_by_hand: allocateByHand,
  unit_margin: unitMargin,
  contract_amend: contractAmend,
  unit_money: unitMoney,
  plan_instalments: planOf,
  make_instalments: makeInstalments,
  record_payment: recordPayment,
  allocate_payment: allocatePayment,
};
