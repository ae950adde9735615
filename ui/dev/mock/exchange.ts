/** Importing an imaginary workbook, and exporting to nowhere. */
import type {
  ImportDone,
  ImportLayout,
  ImportOpened,
  ImportPlan,
  ImportRow,
  ImportTarget,
  RowState,
} from "../../src/ipc/bindings.ts";
import { message } from "../../src/lib/i18n.ts";
import { emit } from "./bus.ts";
import { entities } from "./catalog.ts";
import { runJob, stopJob } from "./job.ts";
import { wireError, world } from "./world.ts";

const inALedger = ["unit", "contact", "post", "cooperation", "activity", "task"];

/** Some kinds that have sheets of their own, with some of their fields. */
const kinds: Record<string, readonly string[]> = {
  contract: ["code", "name", "unit", "amount", "signed_on", "end", "terms", "id"],
  instalment: ["contract", "name", "due_on", "amount", "id"],
  payment: ["unit", "received_on", "amount", "in", "out", "bank_ref", "id"],
  invoice: ["unit", "number", "issued_on", "amount", "id"],
  transaction: ["unit", "date", "item", "quantity", "amount", "in", "out", "order_no", "id"],
};

const opened: ImportOpened = {
  session: 1,
  file_name: "华东客户 2026.xlsx",
  encoding: null,
  sheets: [
    { name: "客户", rows: 2212, columns: 7, hidden: false },
    { name: "合同", rows: 684, columns: 5, hidden: false },
    { name: "参数", rows: 12, columns: 2, hidden: true },
  ],
  sheet: 0,
  whole: 4,
  kinds: Object.keys(kinds),
};

const contracts: [string, string[], string | null, number][] = [
  ["合同编号", ["HT-2401", "HT-2417", "HT-2409"], "contract.code", 0.95],
  ["合同名称", ["智能产线一期采购合同", "检测设备采购合同", "设备维保年度协议"], "contract.name", 0.95],
  ["客户", ["鲲鹏华东装备有限公司", "鲲鹏苏州精密制造有限公司"], "contract.unit", 0.95],
  ["合同金额(万元)", ["328", "25", "6.8"], "contract.amount", 0.95],
  ["签订日期", ["2025-09-30", "2026-09-25"], "contract.signed_on", 0.95],
];

const columns: [string, string[], string | null, number][] = [
  ["客户名称", ["鲲鹏华东装备有限公司", "远澜上海国际有限公司", "华衡计量有限公司"], "unit.legal_name", 1],
  ["所属集团", ["鲲鹏重工集团", "远澜航运集团", "华衡检测集团"], "unit.parent", 0.92],
  ["级别", ["A", "B", "A"], "unit.level", 0.9],
  ["金额(万元)", ["3280", "1820", "120"], "cooperation.amount", 0.95],
  ["联系人", ["张伟", "李娜", "王芳"], "contact.full_name", 0.98],
  ["手机", ["13800001001", "13800001002", "1380000100"], "contact.phones", 0.97],
  ["上次联系", ["2026/9/3", "2026/10/12", ""], null, 0],
];

function layoutOf(sheet: number, headerRow: number | null, kind: string | null): ImportLayout {
  if (sheet === opened.whole) {
    const parts = ["unit", "contact", "contract", "instalment", "payment"].map((part, at) => ({
      sheet: at,
      name: message(`entity.${part}`) ?? part,
      kind: part,
      rows: [20, 16, 6, 17, 10][at] ?? 0,
      unread: part === "contract" ? ["自定义一"] : [],
    }));
    return { sheet, header_row: 1, columns: [], rows: 69, kind: null, parts };
  }
  const holds = kind ?? (sheet === 1 ? "contract" : "");
  const shown = holds === "" ? columns : contracts;
  return {
    sheet,
    header_row: headerRow ?? 1,
    rows: opened.sheets[sheet]?.rows ?? 0,
    kind: holds || null,
    parts: [],
    columns: shown.map(([header, samples, target, confidence], column) => {
      const own = holds === "" || target?.split(".")[0] === holds;
      return {
        column,
        header,
        samples,
        target: own ? target : null,
        confidence: own ? confidence : 0,
        unit_scale: header.includes("万元") ? "10000" : null,
      };
    }),
  };
}

const decisions = new Map<number, string>();
/** which file, and how it was read when the plan was made */
let session = 0;
let planned: ImportLayout | null = null;
const names = ["鲲鹏", "远澜", "华衡", "青禾", "云岫", "嘉禾", "恒泰"];
const found: Record<RowState, number> = { new: 214, changed: 87, same: 1902, doubtful: 6, refused: 3 };
const order: RowState[] = ["refused", "doubtful", "new", "changed", "same"];

/** How a row stands by itself. */
function readAs(at: number): RowState {
  let left = at;
  for (const one of order) {
    if (left < found[one]) return one;
    left -= found[one];
  }
  return "same";
}

const total = () => Object.values(found).reduce((sum, n) => sum + n, 0);

/** And with what was decided: as the core does, one that is decided goes where it now belongs. */
function standsAs(at: number): RowState {
  const read = readAs(at);
  const decision = decisions.get(2 + at) ?? "";
  if (decision === "") return read;
  if (decision === "skip") return "refused";
  return decision === "new" ? "new" : "changed";
}

/** Where the rows of a state are, in the order of all. */
function placesOf(state: RowState | null): number[] {
  const all = Array.from({ length: total() }, (_, at) => at);
  return state === null ? all : all.filter((at) => standsAs(at) === state);
}

const countsNow = (): Record<RowState, number> => {
  const counted: Record<RowState, number> = { new: 0, changed: 0, same: 0, doubtful: 0, refused: 0 };
  for (let at = 0; at < total(); at += 1) counted[standsAs(at)] += 1;
  return counted;
};

function rowAt(at: number): ImportRow {
  const read = readAs(at);
  const state = standsAs(at);
  const row = 2 + at;
  const held = planned?.kind === "contract" ? "合同 " : "";
  const title = `${held}${names[at % names.length]}${["精密", "装备", "物流", "商贸"][at % 4]}有限公司`;
  // The last of those to be looked at stands below one of the others.
  const waits = state === "doubtful" && at === found.refused + found.doubtful - 1;
  const money = (yuan: number) => ({ t: "money" as const, v: { minor: `${yuan}00`, currency: "CNY" } });
  return {
    row,
    state,
    title,
    reasons:
      read === "refused"
        ? [{ field: "contact.phones", key: "ui.error.invalid", values: { value: "1380000100" } }]
        : read === "doubtful"
          ? [
              {
                field: "unit.legal_name",
                key: "ui.import.reason_similar",
                values: { name: "鲲鹏华东装备有限公司" },
              },
            ]
          : [],
    differences:
      state === "changed" || read === "doubtful"
        ? [{ field: "cooperation.amount", from: money(2_400_000), to: money(3_280_000) }]
        : [],
    candidates: read === "doubtful" ? [{ id: "u002", label: "鲲鹏华东装备有限公司" }] : [],
    decision:
      decisions.get(row) ||
      { new: "new", changed: "same:u001", same: "same:u001", doubtful: "", refused: "skip" }[read],
    decided: (decisions.get(row) ?? "") !== "",
    waits,
  };
}

/** In which country the holidays of the file count, where it asks. */
export const importAsks: { country: string | null; unreasoned: number } = { country: null, unreasoned: 0 };

function plan(): ImportPlan {
  const { country } = importAsks;
  return {
    session,
    counts: countsNow(),
    country,
    unreasoned: importAsks.unreasoned,
    records: { unit: 214, "unit.changed": 87, contact: 268, cooperation: 190 },
  };
}

const secret = () =>
  [...world.records.values()].filter(
    ({ values, deleted }) => !deleted && values.label?.t === "choice" && values.label.v === "confidential",
  );

export const exchangeCalls = {
  import_pick: () =>
    runJob("import", [["import_open", 1]], (): ImportOpened => {
      session += 1;
      return { ...opened, session };
    }),
  import_layout: (asked: { sheet: number; headerRow: number | null; kind: string | null }) =>
    layoutOf(asked.sheet, asked.headerRow, asked.kind),
  import_targets: (): ImportTarget[] => {
    const target = (entity: string, field: string) => ({ key: `${entity}.${field}`, entity, field });
    const ledger = entities.filter(({ key }) => inALedger.includes(key));
    return [
      ...ledger.flatMap(({ key, fields }) =>
        fields.filter(({ computed }) => !computed).map((field) => target(key, field.key)),
      ),
      ...Object.entries(kinds).flatMap(([kind, fields]) => fields.map((field) => target(kind, field))),
    ];
  },
  import_plan: ({ layout }: { layout: ImportLayout }) =>
    runJob("import", [["import_plan", 2212]], () => {
      decisions.clear();
      planned = layout;
      return plan();
    }),
  import_rows: ({ state, from, count }: { state: RowState | null; from: number; count: number }) => {
    return placesOf(state)
      .slice(from, from + count)
      .map(rowAt);
  },
  import_decide: ({ rows, decision }: { rows: number[]; decision: string }) => {
    const said = /^country:(.*)$/.exec(decision)?.[1]?.trim();
    if (said !== undefined) {
      const code = { 德国: "DE", DE: "DE", "*": "*" }[said];
      if (!code) throw wireError("invalid", "error.import_country", { text: said });
      importAsks.country = code;
    }
    for (const row of rows) decisions.set(row, decision);
    return plan();
  },
  import_perform: () =>
    runJob("import", [["import_write", 301]], (): ImportDone => {
      world.seq += 1;
      emit("changed", {
        seq: world.seq,
        op: "import",
        entities: ["unit", "contact", "cooperation"],
        ids: [],
      });
      return {
        seq: world.seq,
        counts: { unit: 214, "unit.changed": 87, contact: 268, cooperation: 190 },
        refused: countsNow().refused,
        unreasoned: importAsks.unreasoned,
      };
    }),
  import_save_refused: () => true,
  import_close: () => null,
  export_confidential: () => secret().length,
  export_all: ({ format, confidential }: { format: "xlsx" | "csv"; confidential: boolean }) =>
    runJob(
      "export",
      [
        ["export_files", 23],
        ["export_write", 61],
      ],
      () => {
        const place = "/home/lin/Documents/客户管家-2026-11-22";
        const csv = format === "csv";
        return {
          place: csv ? place : `${place}.xlsx`,
          folder: csv ? `${place}/文件` : `${place} 文件`,
          files: 23,
          left_out: [],
          confidential: confidential ? 0 : secret().length,
        };
      },
    ),
  job_cancel: ({ job }: { job: string }) => stopJob(job),
};
