/**
 * What could still be sold to a group: its units by what we offer. What was bought, is being offered, is had of
 * others or was offered in vain stands in its cell; an empty one becomes an opportunity by one press or key.
 */
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, History, Lightbulb } from "lucide-react";
import { useRef, useState } from "react";
import { AsOf } from "../../components/as-of.tsx";
import { Button, IconButton } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { Segments } from "../../components/toggle.tsx";
import { commands, type GridBy, type Id } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { hides } from "../../ipc/modules.ts";
import { catalog, read } from "../../ipc/query.ts";
import { ask } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { currentPlace, go, usePlace } from "../../lib/place.ts";
import { WhiteGrid, type WhiteGridHandle } from "./white-grid.tsx";
import style from "./whitespace.module.css";

const shown = ["unit", "product", "category", "transaction", "cooperation", "opportunity"];
const whitespaceOf = (unit: Id, by: GridBy, at: number | null) =>
  read("whitespace", [unit, by, at], [...shown, "competitor", "competitor_view", "hidden_module"], () =>
    commands.whitespace(unit, by, at),
  );

/** What does not stand in the grid is said. */
function leftOut({
  unplaced,
  more_rows,
  more_columns,
}: { [k in "unplaced" | "more_rows" | "more_columns"]: number }) {
  return [
    unplaced > 0 && t("ui.white.unplaced", { n: unplaced }),
    more_rows > 0 && t("ui.white.more_rows", { n: more_rows }),
    more_columns > 0 && t("ui.white.more_columns", { n: more_columns }),
  ]
    .filter(Boolean)
    .join(" ");
}

/** Why there is no grid, and what to do. */
function None({ hidden, gone }: { hidden: boolean; gone: boolean }) {
  const why = hidden ? "hidden" : gone ? "gone" : "none";
  return <Empty title={t(`ui.white.${why}`)}>{t(`ui.white.${why}_hint`)}</Empty>;
}

export function WhitespacePage({ unit }: { unit: Id }) {
  const [by, setBy] = useState<GridBy>("product");
  const { asOf } = usePlace();
  const grid = useRef<WhiteGridHandle>(null);
  const { data: known } = useQuery(catalog);
  const at = asOf ?? null;
  const { data, error, isPlaceholderData, dataUpdatedAt } = useQuery({
    ...whitespaceOf(unit, by, at),
    // Under another day the figures of this one would be wrong.
    placeholderData: (before, query) => (query?.queryKey[3] === at ? before : undefined),
  });
  const back = () => {
    const { part: _, ...rest } = currentPlace();
    go(rest);
  };
  const name = data?.rows[0]?.unit.label ?? "";
  const title = t("ui.white.title");
  const none = data !== undefined && (data.rows.length === 0 || data.columns.length === 0);
  return (
    <Page
      title={title}
      note={name}
      actions={
        <>
          <Button icon={ArrowLeft} onPress={back}>
            {t("ui.white.back")}
          </Button>
          <Segments
            label={t("ui.white.by")}
            value={by}
            onChange={setBy}
            options={[
              { id: "product", label: t("ui.white.by_product") },
              { id: "category", label: t("ui.white.by_category") },
            ]}
          />
          {data !== undefined && data.suggested > 0 && (
            <Button kind="line" icon={Lightbulb} onPress={() => grid.current?.next()}>
              {t("ui.white.suggested", { n: data.suggested })}
            </Button>
          )}
          {asOf === undefined && (
            <IconButton label={t("ui.as_of.menu")} icon={History} onPress={() => ask("as_of")} />
          )}
        </>
      }
      body="bare"
    >
      <AsOf
        title={title}
        asOf={asOf}
        waiting={data === undefined && error === null}
        onLeave={() => grid.current?.focus()}
      />
      <div className={style.place} data-testid="whitespace">
        {error !== null && <Notice tone="bad">{sentence(error)}</Notice>}
        {none && <None hidden={hides(known, "product")} gone={data.rows.length === 0} />}
        {data && !none && (
          <WhiteGrid
            key={by}
            ref={grid}
            data={data}
            stamp={dataUpdatedAt}
            makes={asOf === undefined && !isPlaceholderData && !hides(known, "opportunity")}
            asOf={asOf}
          />
        )}
        {data && <p className={style.left}>{leftOut(data)}</p>}
      </div>
    </Page>
  );
}
