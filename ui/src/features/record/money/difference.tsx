/** What a contract's amount has over its instalments, either way, where they do not come to it. */
import { Notice } from "../../../components/notice.tsx";
import type { RecordDto } from "../../../ipc/bindings.ts";
import { moneyExact } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";

export function Difference({ contract }: { contract: RecordDto }) {
  const over = contract.values.difference;
  if (over?.t !== "money") return null;
  const surplus = over.v.minor.startsWith("-");
  const amount = moneyExact({ ...over.v, minor: over.v.minor.replace("-", "") });
  return <Notice tone="warn">{t(surplus ? "ui.money.surplus" : "ui.money.difference", { amount })}</Notice>;
}
