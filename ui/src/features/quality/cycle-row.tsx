/** One customer that is to be looked through: since when, who, by which class, and what is confirmed with it. */
import { Check, SkipForward } from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import type { Catalog, CycleItem } from "../../ipc/bindings.ts";
import { choiceLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./cycle.module.css";
import { QueueRow, Whose } from "./queue-row.tsx";
import review from "./review.module.css";

/** `every month`, said of so many months. */
export const every = (months: number) => t(`ui.cycle.every.${months}` as "ui.cycle.every.1");

function byWhat({ class: of, months }: CycleItem, catalog: Catalog): string {
  const own = catalog.choices.find(({ list, code }) => list === of?.list && code === of?.class);
  const name = of ? choiceLabel(own ?? { list: of.list, code: of.class, label: null }) : t("ui.cycle.rest");
  const label = of?.list === "unit_level" ? `${fieldLabel("unit", "level")} ${name}` : name;
  return t("ui.cycle.by", { class: label, every: every(months) });
}

function Since({ item, aside }: { item: CycleItem; aside: boolean }) {
  const { since, passed, skipped_on } = item;
  return (
    <span className={review.age}>
      <i className={review.dot} data-hollow={passed === 0 || aside || undefined} aria-hidden />
      {aside && skipped_on
        ? t("ui.cycle.was_skipped", { day: skipped_on })
        : t("ui.cycle.since", { day: since })}
    </span>
  );
}

/** What one looks at before saying that it is right: the last time, what was skipped, what is out of date. */
function Last({ item, aside }: { item: CycleItem; aside: boolean }) {
  const { reviewed_on, skipped_on, passed, fields } = item;
  const words = [
    fields.length > 0 &&
      t("ui.cycle.confirms", {
        what: fields.map((field) => fieldLabel("unit", field)).join(t("ui.list_comma")),
      }),
    passed > 0 && t("ui.cycle.passed", { n: passed }),
    !aside && skipped_on && t("ui.cycle.was_skipped", { day: skipped_on }),
    reviewed_on ? t("ui.cycle.last", { day: reviewed_on }) : t("ui.cycle.never"),
  ].filter((word) => word !== false && word !== null);
  const text = words.join(" · ");
  return (
    <span className={`${review.value} ${review.quiet}`} title={text}>
      {text}
    </span>
  );
}

export function CycleRow(props: {
  item: CycleItem;
  catalog: Catalog;
  aside: boolean;
  active: boolean;
  onActive: () => void;
  onOpen: () => void;
  onReviewed: () => void;
  onSkip: () => void;
}) {
  const { item, catalog, aside, active, onActive, onOpen, onReviewed, onSkip } = props;
  return (
    <QueueRow
      line={item.unit.id}
      active={active}
      columns={style.main}
      onActive={onActive}
      onOpen={onOpen}
      beside={
        <span className={review.acts}>
          <IconButton label={t("ui.cycle.reviewed")} icon={Check} combo="v" onPress={onReviewed} />
          {!aside && <IconButton label={t("ui.cycle.skip")} icon={SkipForward} combo="s" onPress={onSkip} />}
        </span>
      }
    >
      <Since item={item} aside={aside} />
      <Whose name={item.unit.label} beside={item.owner} />
      <span className={review.field}>{byWhat(item, catalog)}</span>
      <Last item={item} aside={aside} />
    </QueueRow>
  );
}
