/** What was proved of the backup, and how it is said. */

import { decimal, instant } from "../lib/format.ts";
import { message, t } from "../lib/i18n.ts";
import type { Certificate, DrillEntry, WireError } from "./bindings.ts";
import { commands } from "./bindings.ts";
import { sentence } from "./error.ts";
import { read } from "./query.ts";

export const proofs = read("backupProofs", [], ["backup"], commands.backupProofs);

/** Why a drill did not pass; a table is called as the user knows it. */
export function drillReason(error: WireError): string {
  const { table } = error.values;
  if (table === undefined) return sentence(error);
  const name = message(`entity.${table}`) ?? t("ui.drill.own_table", { table });
  return sentence({ ...error, values: { ...error.values, table: name } });
}

export const secondsOf = ({ took_ms }: Pick<Certificate, "took_ms">): string =>
  decimal((took_ms / 1000).toFixed(took_ms < 10_000 ? 1 : 0));

/** One drill in a line. */
export function drillLine({ certificate, drilled_at, passed }: DrillEntry): string {
  const on = instant(drilled_at);
  if (!certificate || !passed) return t("ui.proof.line_failed", { on });
  return t("ui.proof.line_passed", {
    on,
    records: certificate.records,
    files: certificate.files,
    seconds: secondsOf(certificate),
  });
}
