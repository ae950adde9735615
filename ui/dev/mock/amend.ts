/** A locked contract is amended with a reason. */
import type { Applied, RecordChange, Value } from "../../src/ipc/bindings.ts";
import { applySet } from "./records.ts";
import { wireError } from "./world.ts";

const text = (v: string): Value => ({ t: "text", v });
const money = (minor: number): Value => ({ t: "money", v: { minor: `${minor}`, currency: "CNY" } });

type Amendment = { contract: string; rev: number; values: Record<string, Value>; reason: string };

export function contractAmend({ contract, rev, values, reason }: Amendment): Applied {
  if (reason.trim() === "") {
    throw { ...wireError("invalid", "error.reason_required"), field: "contract.amend_reason" };
  }
  const read = Object.entries(values).map(([key, value]): [string, Value] => {
    if (value.t !== "raw") return [key, value];
    if (key === "terms") return [key, text(value.v)];
    if (key === "tax_rate") return [key, { t: "percent", v: Number(value.v.replace("%", "")) * 100 }];
    if (key !== "amount") return [key, { t: "date", v: value.v }];
    const yuan = Number(value.v.replace(/[,，元万\s]/g, "")) * (value.v.includes("万") ? 10_000 : 1);
    return [key, money(yuan * 100)];
  });
  const change: RecordChange = {
    kind: "update",
    entity: "contract",
    id: contract,
    rev,
    values: { ...Object.fromEntries(read), amend_reason: text(reason) },
  };
  return applySet({ label: "op.contract_amended", changes: [change] });
}
