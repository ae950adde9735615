/** Ready filters by who looks after a record: what is mine, and what is nobody's. */
import type { FieldInfo } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { queryClient } from "../../ipc/query.ts";
import { ownName } from "../../ipc/second.ts";
import { t } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";
import { say } from "../../lib/status.ts";
import type { Condition } from "./filters.ts";

/** The fields in which kinds of record name who looks after them; who is asked of a task. */
const hands: readonly string[] = ["owner", "assignee"];

type ReadyFilter = {
  readonly id: "mine" | "nobody";
  readonly label: string;
  readonly run: () => void;
};

/** What of it makes sense of these fields: nothing of kinds that have no owner. */
export function ownedBy(
  fields: readonly FieldInfo[],
  put: (field: string, condition: Condition) => void,
): readonly ReadyFilter[] {
  const field = fields.find(({ key, kind }) => hands.includes(key) && kind === "text")?.key;
  if (field === undefined) return [];
  const mine = async () => {
    // It may not be read yet: that is no name that was never said.
    const own = await queryClient.fetchQuery(ownName);
    if (own) {
      put(field, { field, how: "eq", values: [{ t: "text", v: own }] });
      return;
    }
    // Nobody can be told from others before they said what they are called.
    go({ at: "settings", part: "freshness" });
    say({ text: t("ui.customers.own_name_first") });
  };
  return [
    { id: "mine", label: t("ui.customers.filter_mine"), run: () => void mine().catch(complain) },
    {
      id: "nobody",
      label: t("ui.customers.filter_nobody"),
      run: () => put(field, { field, how: "empty", values: [] }),
    },
  ];
}
