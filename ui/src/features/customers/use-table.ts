/** The table's state as the screen needs it: the user's arrangement, kept by the core, and the view it asks for. */
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { GridColumn, GridHandle } from "../../grid/model.ts";
import {
  type Catalog,
  commands,
  events,
  type Filter,
  type KeptView,
  type Mended,
  type Query,
  type ViewSetting,
} from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { catalog as catalogQuery } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { useStore } from "../../lib/store.ts";
import type { Ground } from "./cells.ts";
import { fieldsOf, firstSetting, gridColumn, keysRead, soundSetting } from "./columns.ts";
import { createView, type TableView, type ViewState } from "./view.ts";

type Arrange = (change: (was: ViewSetting) => ViewSetting) => void;
type Kept = {
  readonly setting: ViewSetting | null;
  readonly arrange: Arrange;
  /** What of it is not as the user left it, because a field became another. */
  readonly mended: readonly Mended[];
  readonly settle: () => void;
  /** Shows the table in another way, of which something is not as it was kept. */
  readonly take: (setting: ViewSetting, mended: readonly Mended[]) => void;
};

/** The user's arrangement; changed here at once and kept by the core. */
function useSetting({ entity, name }: TableOf, catalog: Catalog | undefined): Kept {
  const [setting, setSetting] = useState<ViewSetting | null>(null);
  const [mended, setMended] = useState<readonly Mended[]>([]);
  const now = useRef<ViewSetting | null>(null);
  /** Kept one after the other, so that the last one is the one that stays. */
  const keeping = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    if (!catalog) return;
    let live = true;
    const take = (kept: KeptView | null) => {
      if (!live) return;
      now.current = kept ? soundSetting(kept.setting, catalog, entity) : firstSetting(catalog, entity);
      setSetting(now.current);
      setMended(kept?.mended ?? []);
    };
    commands.viewSettingGet(entity, name).then(take, () => take(null));
    return () => {
      live = false;
    };
  }, [catalog, entity, name]);
  const arrange = useCallback<Arrange>(
    (change) => {
      const made = now.current && change(now.current);
      if (!catalog || !made || made === now.current) return;
      // Columns out of sight stay behind the others: what is counted on screen is counted in the setting.
      const next = soundSetting(made, catalog, entity);
      now.current = next;
      setSetting(next);
      keeping.current = keeping.current.then(() => commands.viewSettingSet(name, next)).catch(complain);
    },
    [catalog, entity, name],
  );
  /** The table stays as it is shown, and nothing more is said of how it was left. */
  const settle = useCallback(() => {
    setMended([]);
    arrange((was) => ({ ...was }));
  }, [arrange]);
  const take = useCallback(
    (other: ViewSetting, notes: readonly Mended[]) => {
      setMended(notes);
      arrange(() => other);
    },
    [arrange],
  );
  return { setting, arrange, mended, settle, take };
}

/** The arrangement with another filter for now: widths and columns are kept as ever, the filter is not. */
function useNarrowed(
  { narrow, onKept }: TableOf,
  kept: ViewSetting | null,
  keep: Arrange,
): Pick<Kept, "setting" | "arrange"> {
  const setting = useMemo(() => (kept && narrow ? { ...kept, filter: narrow } : kept), [kept, narrow]);
  const arrange = useCallback<Arrange>(
    (change) => {
      if (!narrow) {
        keep(change);
        return;
      }
      keep((was) => {
        const next = change({ ...was, filter: narrow });
        if (next.filter === narrow) return { ...next, filter: was.filter };
        onKept?.();
        return next;
      });
    },
    [narrow, onKept, keep],
  );
  return { setting, arrange };
}

/** The query, with an identity that changes only when the question does: arranging columns asks nothing new. */
function useTableQuery(
  entity: string,
  setting: ViewSetting | null,
  search: string,
  folded: readonly string[],
): Query | null {
  const text =
    setting &&
    JSON.stringify({
      entity,
      filter: setting.filter,
      sort: setting.sort,
      group: setting.group,
      folded: [...folded],
      search: search.trim() || null,
      columns: keysRead(entity, setting.columns).sort(),
    } satisfies Query);
  return useMemo(() => (text ? (JSON.parse(text) as Query) : null), [text]);
}

const unsaid: Ground["scales"] = {};

/** Whose table it is, the name its arrangement is kept under, and the instant it is shown as of, where not now. */
export type TableOf = {
  readonly entity: string;
  readonly name: string;
  readonly asOf?: number | undefined;
  /** Asked in place of the filter that is kept, and kept once somebody changes it. */
  readonly narrow?: Filter | undefined;
  readonly onKept?: () => void;
};

export type Table = {
  readonly entity: string;
  /** Said of the past, which nobody edits. */
  readonly asOf: number | undefined;
  readonly catalog: Catalog;
  readonly setting: ViewSetting;
  /** How it is kept: without what is asked in place of its filter for now. */
  readonly kept: ViewSetting;
  readonly arrange: Arrange;
  readonly mended: readonly Mended[];
  readonly settle: () => void;
  readonly take: Kept["take"];
  readonly columns: readonly GridColumn[];
  readonly ground: Ground;
  readonly view: TableView;
  readonly state: ViewState;
  readonly search: string;
  readonly setSearch: (text: string) => void;
  readonly fold: (key: string, folded: boolean) => void;
};

export function useTable(of: TableOf, grid: RefObject<GridHandle | null>): Table | null {
  const { entity, asOf } = of;
  const { data: catalog } = useQuery(catalogQuery);
  const { setting: kept, arrange: keep, mended, settle, take: takeKept } = useSetting(of, catalog);
  const { setting, arrange } = useNarrowed(of, kept, keep);
  const { onKept } = of;
  const take = useCallback<Kept["take"]>(
    (other, notes) => {
      takeKept(other, notes);
      onKept?.();
    },
    [takeKept, onKept],
  );
  const [search, setSearch] = useState("");
  const [folded, setFolded] = useState<readonly string[]>([]);
  const [view] = useState(() => createView(grid, asOf));
  const state = useStore(view.state);
  const query = useTableQuery(of.entity, setting, search, folded);

  const searches = useRef(false);
  useEffect(() => {
    searches.current = Boolean(query?.search);
    if (query) view.show(query);
  }, [view, query]);
  useEffect(() => {
    // The past stays as it was, whatever is changed now.
    if (asOf !== undefined) return;
    // What belongs to a record rolls up to it; what is no record, an arrangement or a setting, changes no line.
    const shown = new Set(catalog?.entities.map(({ key }) => key));
    const stop = events.on("changed", ({ entities }) => {
      if (entities.some((one) => shown.has(one))) view.renew();
    });
    // What was searched for while search was being filled was compared by names alone.
    const warmed = events.on("job", ({ job, finished, error }) => {
      if (job === "warm" && finished && !error && searches.current) view.renew();
    });
    return () => {
      for (const one of [stop, warmed]) void one.then((off) => off());
    };
  }, [view, catalog, asOf]);
  useEffect(() => () => view.close(), [view]);

  // What is late or due is so as seen from the day that is shown.
  const now = useNow();
  const today = instant(asOf ?? now).slice(0, 10);
  const language = currentLanguage();
  const scales = setting?.scales;
  const ground = useMemo<Ground>(
    () => ({ entity, choices: catalog?.choices ?? [], today, scales: scales ?? unsaid }),
    [entity, catalog, today, scales],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles and choices are written in the language
  const columns = useMemo(() => {
    const fields = catalog ? fieldsOf(catalog, entity) : [];
    return (setting?.columns ?? []).flatMap((column) => {
      const field = fields.find(({ key }) => key === column.key);
      // What is out of sight is shown by no table; it is back in its column when it is shown again.
      if (!field || field.hidden) return [];
      const made = gridColumn(field, column, ground);
      return [asOf === undefined ? made : { ...made, editor: null }];
    });
  }, [entity, asOf, catalog, setting?.columns, ground, language]);
  const fold = useCallback(
    (key: string, shut: boolean) =>
      setFolded((was) =>
        shut ? [...was.filter((one) => one !== key), key] : was.filter((one) => one !== key),
      ),
    [],
  );
  return catalog && setting && kept
    ? {
        entity,
        asOf,
        catalog,
        setting,
        kept,
        arrange,
        mended,
        settle,
        take,
        columns,
        ground,
        view,
        state,
        search,
        setSearch,
        fold,
      }
    : null;
}
