/**
 * All that came from a customer in one stream, the latest first, whatever kind it is: narrowed by kind, with
 * those below or without, each line unfolding to what it holds and to what can be made of it.
 */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Switch } from "../../../components/toggle.tsx";
import type { Catalog, RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { hides } from "../../../ipc/modules.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import style from "../frame/card.module.css";
import { Line } from "../related/line.tsx";
import { RecordForm } from "../related/record-form.tsx";
import sections from "../related/related.module.css";
import { nameOf } from "../words.ts";
import { voices } from "./kinds.ts";
import { Make } from "./make.tsx";
import { voicesOf } from "./reads.ts";
import { Satisfaction } from "./satisfaction.tsx";
import voice from "./voice.module.css";

type StreamProps = {
  record: RecordDto;
  catalog: Catalog;
  /** others report to it */ parent: boolean;
};

export function Stream({ record, catalog, parent }: StreamProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [wide, setWide] = useState(false);
  const now = useNow();
  const below = wide && parent;
  const kinds = voices.filter((entity) => !hides(catalog, entity));
  const only = chosen.length > 0 ? chosen : kinds;
  const heard = useInfiniteQuery(voicesOf(record.id, below, only));
  const counts = heard.data?.counts;
  const there = kinds.filter((entity) => (counts?.get(entity) ?? 0) > 0 || chosen.includes(entity));
  const asked = only.reduce((sum, entity) => sum + (counts?.get(entity) ?? 0), 0);
  const total = kinds.reduce((sum, entity) => sum + (counts?.get(entity) ?? 0), 0);
  const unit = { t: "ref", v: { id: record.id, label: nameOf(catalog, record) } } as const;
  const turn = (entity: string) =>
    setChosen(chosen.includes(entity) ? chosen.filter((one) => one !== entity) : [...chosen, entity]);
  return (
    <div data-testid="service">
      {!hides(catalog, "satisfaction") && <Satisfaction unit={record.id} below={below} catalog={catalog} />}
      <div className={sections.all}>
        {kinds.map((entity) => (
          <section key={entity} className={sections.section} data-related={`${entity}.unit`} data-empty>
            <RecordForm entity={entity} given={{ unit }} catalog={catalog} />
          </section>
        ))}
      </div>
      {heard.error && <Notice tone="bad">{sentence(heard.error)}</Notice>}
      {(there.length > 1 || chosen.length > 0 || parent) && (
        <div className={voice.bar}>
          <fieldset className={voice.kinds} aria-label={t("ui.voice.kinds")}>
            <button
              type="button"
              className={voice.kind}
              aria-pressed={chosen.length === 0}
              onClick={() => setChosen([])}
            >
              {t("ui.voice.all")} <small>{number(total)}</small>
            </button>
            {there.map((entity) => (
              <button
                key={entity}
                type="button"
                className={voice.kind}
                aria-pressed={chosen.includes(entity)}
                onClick={() => turn(entity)}
              >
                {entityLabel(entity)} <small>{number(counts?.get(entity) ?? 0)}</small>
              </button>
            ))}
          </fieldset>
          {parent && (
            <Switch value={wide} onChange={setWide}>
              {t("ui.voice.below")}
            </Switch>
          )}
        </div>
      )}
      {heard.data?.voices.length === 0 && <Empty title={t("ui.voice.none")}>{t("ui.voice.none_hint")}</Empty>}
      <ul className={style.list}>
        {heard.data?.voices.map(({ record: one, day }) => (
          <Line
            key={one.id}
            record={one}
            by={below ? null : "unit"}
            catalog={catalog}
            kind={entityLabel(one.entity)}
            day={day}
            acts={<Make record={one} catalog={catalog} now={now} />}
          />
        ))}
      </ul>
      {heard.hasNextPage && (
        <Button kind="link" busy={heard.isFetchingNextPage} onPress={() => void heard.fetchNextPage()}>
          {t("ui.related.more", { shown: heard.data?.voices.length ?? 0, n: asked })}
        </Button>
      )}
    </div>
  );
}
