/** The records of then, one kind at a time, to be searched and walked through with the arrow keys. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useContext, useState } from "react";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { Select } from "../../components/select.tsx";
import { Check } from "../../components/toggle.tsx";
import { Windowed } from "../../components/windowed.tsx";
import {
  type Catalog,
  commands,
  type FormerAsked,
  type FormerKind,
  type FormerRow,
  type Id,
} from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { hides } from "../../ipc/modules.ts";
import { catalog as catalogQuery, read } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./inside.module.css";
import { InsideHead, InsideRow, type Order } from "./inside-rows.tsx";
import { Apart } from "./since-mark.tsx";

const page = 200;
const rowHeight = 38;

/** What is looked for most comes first. */
const first = ["unit", "contact", "cooperation", "contract", "opportunity", "activity", "task"];

/** Every kind of which the backup holds any: also what is out of sight today may have been lost. */
function kindsOf(catalog: Catalog, there: readonly FormerKind[]) {
  const known = catalog.entities
    .map(({ key }) => key)
    .filter((key) => key === "unit" || there.some(({ entity }) => entity === key));
  const main = first.filter((key) => known.includes(key));
  return [...main, ...known.filter((key) => !main.includes(key))].map((id) => ({
    id,
    label: hides(catalog, id) ? t("ui.inside.kind_hidden", { kind: entityLabel(id) }) : entityLabel(id),
  }));
}

/** The arrows go from row to row, wherever in the list one is. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = document.activeElement as HTMLElement;
  // The choice of the kind has arrows of its own.
  if (!step || at.ariaHasPopup || !event.currentTarget.contains(at)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const now = rows.indexOf(at);
  rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step))]?.focus();
  event.preventDefault();
}

/** The pages in sight; the first is always asked for, for it says how many there are. */
function usePages(version: string, ask: Omit<FormerAsked, "from" | "count">) {
  const [range, setRange] = useState({ from: 0, to: 0 });
  const { entity, text, otherwise, by, descending } = ask;
  const query = (number: number) =>
    read("insideList", [version, entity, text, otherwise, by, descending, number], ["*"], () =>
      commands.insideList({ ...ask, from: number * page, count: page }),
    );
  // Of the same kind alone: what is picked is picked as what it is.
  const head = useQuery({
    ...query(0),
    placeholderData: (before, was) => (was?.queryKey[2] === entity ? before : undefined),
  });
  const from = Math.max(1, Math.floor(range.from / page));
  const to = Math.floor(Math.max(0, range.to - 1) / page);
  const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  const more = useQueries({ queries: numbers.map(query) });
  const rowAt = (index: number): FormerRow | undefined => {
    const number = Math.floor(index / page);
    const held = number === 0 ? head.data : more[number - from]?.data;
    return held?.rows[index % page];
  };
  const error = head.error ?? more.find((one) => one.error)?.error ?? null;
  return { data: head.data, error, rowAt, onRange: (from: number, to: number) => setRange({ from, to }) };
}

type ListProps = {
  version: string;
  picked: Id | null;
  onPick: (entity: string, id: Id) => void;
};

export function InsideList({ version, picked, onPick }: ListProps) {
  const { data: catalog } = useQuery(catalogQuery);
  const apart = useContext(Apart);
  const [entity, setEntity] = useState("unit");
  const [text, setText] = useState("");
  const [otherwise, setOtherwise] = useState(false);
  const [order, setOrder] = useState<Order>({ by: "name", descending: false });
  const { data: there } = useQuery(read("insideKinds", [version], [], commands.insideKinds));
  const { data, error, rowAt, onRange } = usePages(version, { entity, text, otherwise, ...order });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows within are buttons; the arrows only move between them
    <div className={style.list} onKeyDown={walk}>
      <div className={style.asked}>
        <Select
          aria-label={t("ui.inside.kind")}
          options={catalog ? kindsOf(catalog, there ?? []) : []}
          value={entity}
          onChange={setEntity}
        />
        <Field
          aria-label={t("ui.inside.search")}
          placeholder={t("ui.inside.search")}
          autoFocus
          value={text}
          onChange={setText}
        />
      </div>
      <div className={style.filter}>
        {!apart && (
          <Check value={otherwise} onChange={setOtherwise}>
            {t("ui.inside.only", { n: data?.otherwise ?? 0 })}
          </Check>
        )}
        {picked === null && (
          <span className={style.quiet}>{t(apart ? "ui.inside.pick_apart" : "ui.inside.pick")}</span>
        )}
        <span className={style.quiet}>{data && t("ui.inside.count", { n: data.all })}</span>
      </div>
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
      {data && data.all === 0 && (
        <p className={style.quiet}>
          {t(otherwise && text === "" ? "ui.inside.none_differs" : "ui.inside.none")}
        </p>
      )}
      {data && data.all > 0 && <InsideHead entity={entity} shown={data} order={order} onOrder={setOrder} />}
      {data && data.all > 0 && (
        <Windowed
          key={`${entity} ${otherwise} ${text} ${order.by} ${order.descending}`}
          label={t("ui.inside.list")}
          count={data.all}
          rowHeight={rowHeight}
          onRange={onRange}
        >
          {(index) => {
            const row = rowAt(index);
            return (
              <InsideRow
                entity={entity}
                shown={data}
                row={row}
                picked={row !== undefined && row.id === picked}
                onPick={(id) => onPick(entity, id)}
              />
            );
          }}
        </Windowed>
      )}
    </div>
  );
}
