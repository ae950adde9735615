/** A table to test the grid with: invented lines, a core that answers at once, and real keys from the browser. */
import { useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { cdp, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import type { Applied, Line, Sort, Value } from "../ipc/bindings.ts";
import { moneyUnit, type Scale } from "../lib/format.ts";
import { fitting, joined } from "../lib/several.ts";
import { Grid } from "./grid.tsx";
import { LineStore } from "./lines.ts";
import type {
  Area,
  Block,
  CellView,
  ColumnChange,
  GridColumn,
  GridProps,
  RowRef,
  SeveralOf,
} from "./model.ts";

type Told = {
  readonly edits: { id: string; rev: number; key: string; value: Value }[];
  readonly blocks: Block[];
  readonly sorts: [string, boolean][];
  readonly changes: ColumnChange[];
  readonly folds: [string, boolean][];
  readonly opened: [string, string][];
  readonly removed: (readonly RowRef[])[];
  readonly kept: [string, string, string][];
  /** Why something was not done, as everybody sees it. */
  readonly refusals: string[];
  selection: { area: Area | null; cells: number };
};

const plain = (value: Value | undefined): CellView => ({
  text: value && "v" in value ? String(value.v) : "",
});

const choices = ["战略", "重点", "一般"];

function column(key: string, more: Partial<GridColumn> = {}): GridColumn {
  return {
    key,
    title: key,
    unit: null,
    width: 120,
    pinned: false,
    align: "start",
    format: "text",
    sortable: true,
    editor: "text",
    view: plain,
    entry: (value) => plain(value).text,
    read: (text) => (text === "" ? { t: "null" } : { t: "raw", v: text }),
    ...more,
  };
}

const offered = [
  { id: "hour", label: "提前 1 小时", colour: null },
  { id: "day", label: "提前一天", colour: "#b3372b" },
  { id: "week", label: "提前一周", colour: null },
  { id: "month", label: "提前一月", colour: null },
];

const leads: SeveralOf = {
  picked: (value) =>
    value?.t === "choices" ? value.v.flatMap((code) => offered.find(({ id }) => id === code) ?? []) : [],
  offered: async (part) => fitting(part, offered),
  value: (picks) => {
    const ids = picks.flatMap(({ id }) => id ?? []);
    if (ids.length < picks.length) return { t: "raw", v: joined(picks.map(({ label }) => label)) };
    return picks.length === 0 ? { t: "null" } : { t: "choices", v: ids };
  },
  byName: true,
  takesNew: false,
};

const chips = (value: Value | undefined): CellView => {
  const parts = leads.picked(value).map(({ label, colour }) => ({ text: label, colour: colour ?? null }));
  return { text: joined(parts.map(({ text }) => text)), parts };
};

const columns: readonly GridColumn[] = [
  column("name", { width: 200, pinned: true }),
  column("level", {
    editor: "choice",
    options: async (text) =>
      choices
        .filter((one) => one.includes(text))
        .map((one) => ({ id: one, label: one, value: { t: "choice", v: one } })),
  }),
  column("amount", { editor: "number", align: "end", format: "number", unit: "万元" }),
  column("since", { editor: "date" }),
  column("owner"),
  column("computed", { editor: null }),
  column("left", { editor: "bool", view: (value) => ({ text: value?.t === "bool" && value.v ? "是" : "" }) }),
  column("note", { editor: "long_text", width: 240 }),
  column("leads", { view: chips, entry: (value) => chips(value).text, several: leads }),
  ...Array.from({ length: 11 }, (_, at) => column(`more${at + 1}`)),
];

const cellOf = (key: string, at: number): Value => {
  if (key === "left") return { t: "bool", v: false };
  if (key === "since") return { t: "date", v: "2026-01-05" };
  if (key === "leads") return { t: "choices", v: at === 0 ? ["month", "day"] : ["week"] };
  if (key === "level") return { t: "choice", v: choices[at % 3] ?? "" };
  return { t: "text", v: `${key} ${at}` };
};

/** Lines of which every eleventh heads a group, when grouped. */
function lineAt(at: number, grouped: boolean): Line {
  if (grouped && at % 11 === 0) {
    return {
      kind: "group",
      key: `g${at}`,
      label: { t: "text", v: `组 ${at / 11}` },
      records: 10,
      folded: false,
      totals: { amount: { t: "text", v: "10" } },
    };
  }
  const cells = columns.map(({ key }) => cellOf(key, at));
  return { kind: "record", id: `r${at}`, rev: 1, depth: 0, number: at + 1, cells, warnings: [] } as Line;
}

export type Stage = {
  readonly told: Told;
  readonly lines: LineStore;
  readonly hear: (area: Area | null, cells: number) => void;
  /** Refuses a value with a sentence, or takes it. */
  refuse: (value: Value) => string | null;
  /** A cell's text, as the core gives it for copying. */
  text: (key: string, at: number) => string;
  /** Has columns hold money, counting in this from now on. */
  count: (counts: { readonly [key in string]?: Scale }) => void;
  /** Blocks are written once this is there. */
  held: Promise<void>;
};

type HostProps = { readonly set: Stage; readonly grouped: boolean; readonly props: Partial<GridProps> };

function Host({ set, grouped, props }: HostProps) {
  const { told, lines } = set;
  const [shown, setShown] = useState(columns);
  const [sort, setSort] = useState<Sort[]>([]);
  set.count = (counts) =>
    setShown((was) =>
      was.map((one) => {
        const scale = counts[one.key];
        return scale ? { ...one, counts: scale, unit: moneyUnit(scale) } : one;
      }),
    );
  const edit = async ({ id, rev }: RowRef, key: string, value: Value): Promise<Applied> => {
    told.edits.push({ id, rev, key, value });
    const reason = set.refuse(value);
    if (reason) throw new Error(reason);
    const kept: Value = value.t === "raw" ? { t: "text", v: value.v } : value;
    return {
      records: [{ entity: "unit", id, rev: rev + 1, values: { [key]: kept }, warnings: [], deleted: false }],
      seq: 1,
    };
  };
  const write = async (block: Block): Promise<Applied | null> => {
    told.blocks.push(block);
    await set.held;
    const records = block.rows.map(({ id, rev }) => ({
      entity: "unit",
      id,
      rev: rev + 1,
      values: {},
      warnings: [],
      deleted: false,
    }));
    return { records, seq: 1 };
  };
  return (
    <main style={{ display: "flex", flexDirection: "column", height: 600, width: 1000 }}>
      <button type="button">before</button>
      <Grid
        label="客户表"
        lines={lines}
        columns={shown}
        door={{
          text: async (from, count, keys) =>
            (await lines.read(from, from + count)).map(({ line }, at) =>
              keys.map((key) => (line.kind === "group" ? "" : set.text(key, from + at))),
            ),
          edit,
          write,
          keep: async (...kept) => told.kept.push(kept),
          dropped: () => undefined,
          tell: (text) => told.refusals.push(text),
          reason: (error) => (error instanceof Error ? error.message : "?"),
        }}
        rowHeight={34}
        grouped={grouped}
        sort={sort}
        totals={{ amount: { t: "text", v: "99" } }}
        totalsLabel="合计"
        groupView={plain}
        empty={<p>空</p>}
        onSort={(key, more) => {
          told.sorts.push([key, more]);
          setSort([{ field: key, descending: false }]);
        }}
        onColumns={(change) => {
          told.changes.push(change);
          if (change.kind === "width") {
            setShown((was) =>
              was.map((one) => (one.key === change.key ? { ...one, width: change.width } : one)),
            );
          }
        }}
        onFold={(key, folded) => told.folds.push([key, folded])}
        onOpen={(id, how) => told.opened.push([id, how])}
        onRemove={(gone) => told.removed.push(gone)}
        onSelection={set.hear}
        menu={() => [{ id: "one", label: "一项", run: () => told.opened.push(["menu", "one"]) }]}
        {...props}
      />
      <button type="button">after</button>
    </main>
  );
}

/** Puts a grid on the page and waits for its first lines. */
export async function stage(
  options: { rows?: number; grouped?: boolean; props?: Partial<GridProps> } = {},
): Promise<Stage> {
  const { rows = 1000, grouped = false, props = {} } = options;
  const lines = new LineStore();
  const told: Told = {
    edits: [],
    blocks: [],
    sorts: [],
    changes: [],
    folds: [],
    opened: [],
    removed: [],
    kept: [],
    refusals: [],
    selection: { area: null, cells: 1 },
  };
  const hear = (area: Area | null, cells: number) => {
    told.selection = { area, cells };
  };
  const set: Stage = {
    told,
    lines,
    hear,
    refuse: () => null,
    text: (key, at) => plain(cellOf(key, at)).text,
    count: () => undefined,
    held: Promise.resolve(),
  };
  lines.renew({
    count: rows,
    columns: columns.map(({ key }) => key),
    fetch: async (from, count) => Array.from({ length: count }, (_, at) => lineAt(from + at, grouped)),
  });
  await lines.want(0, 60);
  await render(
    <I18nProvider locale="zh-CN">
      <Host set={set} grouped={grouped} props={props} />
    </I18nProvider>,
  );
  return set;
}

/** What was last said to assistive technology. */
export const said = (): string => document.querySelector("[data-grid] > [role=status]")?.textContent ?? "";

export function cell(row: number, at: number): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-r="${row}"] [data-c="${at}"]`);
  if (!found) throw new Error(`cell ${row}/${at} is not drawn`);
  return found;
}

export const input = (): HTMLTextAreaElement =>
  document.querySelector<HTMLTextAreaElement>("[data-grid-input]") as HTMLTextAreaElement;
export const scroller = (): HTMLElement =>
  document.querySelector<HTMLElement>("[data-scroller]") as HTMLElement;

/** The row and column under the active box. */
export function activeCell(): [number, number] {
  const box = document.querySelector('[data-box="active"]')?.getBoundingClientRect();
  const found = [...document.querySelectorAll<HTMLElement>("[data-c]")].find((one) => {
    const place = one.getBoundingClientRect();
    return box && Math.abs(place.left - box.left) < 2 && Math.abs(place.top - box.top) < 2;
  });
  return [Number(found?.closest<HTMLElement>("[data-r]")?.dataset.r), Number(found?.dataset.c)];
}

/** Pastes what another program copied. */
export function paste(text: string, html = ""): void {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", html);
  input().dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}

/** Copies or cuts, as the browser asks for it. */
export function copied(type: "copy" | "cut"): DataTransfer {
  const data = new DataTransfer();
  input().dispatchEvent(new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true }));
  return data;
}

export const keys = (text: string): Promise<void> => userEvent.keyboard(text);

type Devtools = { send: (method: string, params: object) => Promise<unknown> };

/** An input method at work, through the browser itself: letters being composed, then the word they became. */
export const compose = {
  letters: (text: string) =>
    (cdp() as unknown as Devtools).send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    }),
  word: (text: string) => (cdp() as unknown as Devtools).send("Input.insertText", { text }),
  /** The Enter with which a word is accepted, as WebKit reports it. */
  enter: () =>
    input().dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "Enter",
        keyCode: 229,
        isComposing: true,
        bubbles: true,
        cancelable: true,
      } as KeyboardEventInit),
    ),
};
