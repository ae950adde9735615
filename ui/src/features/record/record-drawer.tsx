/** A record of any kind: what it is called, whose it is, every field in place, and its way into the bin. */
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import type { Catalog, RecordDto } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { catalog as catalogQuery } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { deleteRecord } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { closeRecord, type RecordRef } from "../../lib/place.ts";
import { Overview } from "./overview.tsx";
import { recordOf } from "./reads.ts";
import style from "./record.module.css";
import { TopBar } from "./top-bar.tsx";
import { useTakeFocus } from "./use-take-focus.ts";
import { fieldOf, wordsOf } from "./words.ts";

function titleOf(record: RecordDto, catalog: Catalog): string {
  const key = catalog.entities.find((one) => one.key === record.entity)?.title_field ?? "";
  const words = wordsOf(catalog, fieldOf(catalog, record.entity, key), record.values[key]);
  return words || entityLabel(record.entity);
}

function remove(record: RecordDto, name: string): void {
  deleteRecord(record)
    .then(() => {
      closeRecord();
      toast(t("ui.record.deleted_one", { name }), { label: t("ui.undo"), run: undo });
    })
    .catch(complain);
}

export function RecordDrawer({ record: ref, full }: { record: RecordRef; full: boolean }) {
  const { data: record, error } = useQuery(recordOf(ref.entity, ref.id));
  const { data: catalog } = useQuery(catalogQuery);
  const body = useRef<HTMLElement>(null);
  useTakeFocus(body, full);
  const name = record && catalog ? titleOf(record, catalog) : "";
  const unit = record?.values.unit;
  return (
    <div className={style.drawer} data-full={full || undefined} data-testid="drawer">
      <TopBar record={ref} full={full} path={unit?.t === "ref" ? [unit.v] : []} />
      <section
        ref={body}
        className={style.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys work from here, and it scrolls by keyboard
        tabIndex={0}
        aria-label={name || t("ui.record.label")}
        data-pane-focus
      >
        <div className={style.column}>
          {error && <Notice tone="bad">{sentence(error)}</Notice>}
          {record && catalog && (
            <>
              <header className={style.head}>
                <div className={style.who}>
                  <h2 className={style.title} data-selectable data-testid="record-title">
                    {name}
                  </h2>
                  <div className={style.meta}>
                    <span>{entityLabel(record.entity)}</span>
                  </div>
                </div>
              </header>
              <Overview record={record} catalog={catalog} />
              {!record.deleted && (
                <div>
                  <Button icon={Trash2} onPress={() => remove(record, name)}>
                    {t("ui.record.delete")}
                  </Button>
                </div>
              )}
            </>
          )}
        </div>
      </section>
    </div>
  );
}
