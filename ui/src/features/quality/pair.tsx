/** One pair side by side: why it is shown, what each holds, and what to do about it. */
import { useQuery } from "@tanstack/react-query";
import { Clock, Minus, Plus } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Kbd } from "../../components/kbd.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type DuplicatePair, type MergeField, type Ref, type Value } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { whyText } from "../../ipc/likely.ts";
import { read } from "../../ipc/query.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { begin, openRecord, usePlace } from "../../lib/place.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./duplicates.module.css";
import type { Kind } from "./reads.ts";
import { sureness } from "./words.ts";

function Why({ pair }: { pair: DuplicatePair }) {
  return (
    <ul className={style.whys}>
      {pair.reasons.map((reason) => (
        <li key={`${reason.why}${reason.text}`} data-against={reason.against || undefined}>
          {reason.against ? <Minus size={13} aria-hidden /> : <Plus size={13} aria-hidden />}
          <span className="vh">
            {t(reason.against ? "ui.duplicates.speaks_against" : "ui.duplicates.speaks_for")}
          </span>
          <span>{whyText(reason)}</span>
        </li>
      ))}
    </ul>
  );
}

/** A list that was emptied says as little as one that never was. */
const isBlank = (value: Value) => value.t === "null" || (value.t === "texts" && value.v.length === 0);
const isSaid = ({ winner, loser }: MergeField) => !isBlank(winner) || !isBlank(loser);

function Name({ kind, of }: { kind: Kind; of: Ref }) {
  return (
    <th scope="col">
      <Button kind="link" onPress={() => openRecord({ entity: kind, id: of.id })}>
        {of.label}
      </Button>
    </th>
  );
}

function Fields({ kind, pair, fields }: { kind: Kind; pair: DuplicatePair; fields: readonly MergeField[] }) {
  const valueText = useValueText();
  return (
    <table className={style.fields}>
      <thead>
        <tr>
          <td />
          <Name kind={kind} of={pair.first} />
          <Name kind={kind} of={pair.second} />
        </tr>
      </thead>
      <tbody>
        {fields.filter(isSaid).map(({ field, winner, loser, clash }) => (
          <tr key={field} data-clash={clash || undefined}>
            <th scope="row">{fieldLabel(kind, field)}</th>
            <td>{valueText(`${kind}.${field}`, winner)}</td>
            <td>{valueText(`${kind}.${field}`, loser)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Pair({ kind, pair, onLater }: { kind: Kind; pair: DuplicatePair; onLater: () => void }) {
  const { first, second } = pair;
  const merging = usePlace().work !== undefined;
  const merge = () => begin({ kind: "merge", entity: kind, id: first.id, other: second.id });
  const { data: plan, error } = useQuery(
    read("mergePlan", [kind, first.id, second.id], ["*"], () =>
      commands.mergePlan(kind, first.id, second.id),
    ),
  );
  const distinct = useAction(async () => {
    await whileSaving(commands.notTheSame(kind, first.id, second.id));
    say({ text: t("ui.duplicates.remembered"), action: { label: t("ui.undo"), run: undo } });
  });
  const notTheSame = () => void distinct.run();
  useShortcut("m", "ui.duplicates.merge", merge, { off: merging });
  useShortcut("n", "ui.duplicates.distinct", notTheSame, { off: merging });
  useShortcut("l", "ui.duplicates.later", onLater, { off: merging });
  const failed = distinct.error ?? error;
  return (
    <section
      className={style.pair}
      aria-label={t("ui.duplicates.pair", { a: first.label, b: second.label })}
      data-pane
    >
      <h2 className={style.heading}>
        {sureness(pair.score)} <span className={style.quiet}>{number(pair.score)}</span>
      </h2>
      <Why pair={pair} />
      {failed && <Notice tone="warn">{sentence(failed)}</Notice>}
      <div className={style.acts}>
        <Button kind="main" isDisabled={!plan} onPress={merge}>
          {t("ui.duplicates.merge")}… <Kbd combo="m" />
        </Button>
        <Button kind="line" busy={distinct.busy} onPress={notTheSame}>
          {t("ui.duplicates.distinct")} <Kbd combo="n" />
        </Button>
        <Button icon={Clock} onPress={onLater}>
          {t("ui.duplicates.later")} <Kbd combo="l" />
        </Button>
      </div>
      {plan && <Fields kind={kind} pair={pair} fields={plan.fields} />}
    </section>
  );
}
