/** What points at a record, kind by kind: each as lines that unfold, and a way to add one. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import type { Catalog, RecordDto, Relation, Value } from "../../../ipc/bindings.ts";
import { isWork } from "../../../ipc/lessons.ts";
import { hides } from "../../../ipc/modules.ts";
import { pointedBy } from "../../../ipc/words.ts";
import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import style from "../frame/card.module.css";
import { relatedOf, relationsOf } from "../reads.ts";
import { nameOf } from "../words.ts";
import { Line } from "./line.tsx";
import { RecordForm } from "./record-form.tsx";
import sections from "./related.module.css";

/** The kinds of record that each part of a customer's sheet shows, in order. */
export const parts = {
  business: [
    "opportunity",
    "contract",
    "invoice",
    "payment",
    "transaction",
    "cost",
    "project",
    "account_plan",
  ],
  /** what came from them stands in one stream beside these */ service: ["promise"],
  standing: [
    "address",
    "official_id",
    "bank_account",
    "unit_link",
    "unit_relation",
    "seat",
    "stance",
    "rhythm",
  ],
} as const;

/** So many lines at first, and so many with each press on more. */
const FIRST = 10;
const MORE = 40;

type SectionProps = {
  of: RecordDto;
  relation: Relation;
  title: string;
  /** what one adds here, in words */ adds: string;
  catalog: Catalog;
  /** one can be made here */ addable: boolean;
};

function Section({ of, relation, title, adds, catalog, addable }: SectionProps) {
  const { entity, field, count } = relation;
  const [shown, setShown] = useState(FIRST);
  const {
    data: records = [],
    fetchNextPage,
    hasNextPage,
    isFetchingNextPage,
  } = useInfiniteQuery({ ...relatedOf(entity, field, of.id), enabled: count > 0 });
  const more = () => {
    const next = shown + MORE;
    setShown(next);
    if (records.length < next && hasNextPage) void fetchNextPage();
  };
  const label = nameOf(catalog, of);
  const { unit } = of.values;
  // What is to be done about something of a customer's is among what is to be done for them.
  const whose: Record<string, Value> =
    entity === "task" && field !== "unit" && unit?.t === "ref" ? { unit } : {};
  return (
    <section
      className={sections.section}
      data-related={`${entity}.${field}`}
      data-empty={count === 0 || undefined}
    >
      <h3 className={sections.title}>
        {title}
        {count > 0 && <span className={sections.count}>{number(count)}</span>}
      </h3>
      {count > 0 && (
        <ul className={style.list}>
          {records.slice(0, shown).map((record) => (
            <Line key={record.id} record={record} by={field} catalog={catalog} />
          ))}
        </ul>
      )}
      {Math.min(shown, records.length) < count && records.length > 0 && (
        <Button kind="link" busy={isFetchingNextPage} onPress={more}>
          {t("ui.related.more", { shown: Math.min(shown, records.length), n: count })}
        </Button>
      )}
      {addable && (
        <RecordForm
          entity={entity}
          label={adds}
          given={{ ...whose, [field]: { t: "ref", v: { id: of.id, label } } }}
          catalog={catalog}
        />
      )}
    </section>
  );
}

/** Made where new work is looked at, and told there: what they refer to shows them, and makes none. */
const answers: readonly string[] = ["lesson", "precedent"];

type RelatedProps = {
  record: RecordDto;
  catalog: Catalog;
  /** these kinds, in this order; all where nothing is said */ only?: readonly string[];
  /** and of any other kind what there is */ others?: boolean;
};

export function Related({ record, catalog, only, others = false }: RelatedProps) {
  const { data: relations } = useQuery(relationsOf(record.entity, record.id));
  const named = (relation: Relation) => !only || only.includes(relation.entity);
  const own = (relation: Relation) => !answers.includes(relation.entity);
  const offers = ({ entity }: Relation) => !hides(catalog, entity);
  const place = (relation: Relation) => (named(relation) ? (only?.indexOf(relation.entity) ?? 0) : 999);
  const shown = (relations ?? [])
    .filter(offers)
    .filter((one) =>
      own(one)
        ? named(one) || (others && one.count > 0)
        : !only && one.count > 0 && !(isWork(record.entity) && one.field === record.entity),
    );
  // What is there comes first; what could be there follows, quietly.
  const canAdd = (relation: Relation) => named(relation) && own(relation);
  const order = [...shown].sort((a, b) => Number(b.count > 0) - Number(a.count > 0) || place(a) - place(b));
  return (
    <div className={sections.all} data-testid="related">
      {order.map((relation) => (
        <Section
          key={`${relation.entity}.${relation.field}`}
          of={record}
          relation={relation}
          title={pointedBy(relation, relations ?? [])}
          adds={pointedBy(relation, shown.filter(canAdd))}
          catalog={catalog}
          addable={canAdd(relation)}
        />
      ))}
    </div>
  );
}
