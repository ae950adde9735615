/** Merging a pair where it stands: which of the two stays, what goes along, then one step. The one place that does it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type MergePlan, type Ref } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./duplicates.module.css";
import type { Kind } from "./reads.ts";

/** How many records of each kind go along: `Contact 3, Task 2`. */
function along(plan: MergePlan): string {
  const counts = new Map<string, number>();
  for (const { entity, count } of plan.repointed) counts.set(entity, (counts.get(entity) ?? 0) + count);
  return [...counts].map(([entity, n]) => `${entityLabel(entity)} ${number(n)}`).join(t("ui.list_comma"));
}

function given(plan: MergePlan): string {
  return plan.fields
    .filter(({ clash, take }) => clash && take === "winner")
    .map(({ field }) => fieldLabel(plan.entity, field))
    .join(t("ui.list_comma"));
}

export function MergePanel(props: { kind: Kind; first: Ref; second: Ref; onDone: () => void }) {
  const { kind, first, second, onDone } = props;
  const [stays, setStays] = useState<"first" | "second">("first");
  const [winner, loser] = stays === "first" ? [first, second] : [second, first];
  const { data: plan, error } = useQuery(
    read("mergePlan", [kind, winner.id, loser.id], ["*"], () =>
      commands.mergePlan(kind, winner.id, loser.id),
    ),
  );
  const work = useAction(async ({ moment }: MergePlan) => {
    const order = { entity: kind, winner: winner.id, loser: loser.id, moment, takes: {}, former: false };
    await whileSaving(commands.mergePerform(order));
    say({
      text: t("ui.duplicates.merged", { name: winner.label }),
      action: { label: t("ui.undo"), run: undo },
    });
    onDone();
  });
  const failed = work.error ?? error;
  const moves = plan ? along(plan) : "";
  const lost = plan ? given(plan) : "";
  return (
    <div className={style.merge}>
      <div className={style.stays}>
        <span>{t("ui.duplicates.stays")}</span>
        <Segments
          label={t("ui.duplicates.stays")}
          value={stays}
          onChange={setStays}
          options={[
            { id: "first", label: first.label },
            { id: "second", label: second.label },
          ]}
        />
      </div>
      {moves && <p>{t("ui.duplicates.moves", { what: moves })}</p>}
      {lost && <p>{t("ui.duplicates.given_up", { fields: lost, name: winner.label })}</p>}
      <p className={style.quiet}>{t("ui.duplicates.merge_note")}</p>
      {failed && (
        <Notice tone="bad" live>
          {sentence(failed)}
        </Notice>
      )}
      <div className={style.acts}>
        <Button
          kind="main"
          autoFocus
          busy={work.busy}
          isDisabled={!plan}
          onPress={() => plan && void work.run(plan)}
        >
          {t("ui.duplicates.merge")}
        </Button>
        <Button kind="line" onPress={onDone}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}
