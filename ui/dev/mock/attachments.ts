/** Files on records: what is picked or dropped is one more. The bytes are invented by their kind. */
import type { Applied, RecordChange, RecordDto, Value } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { inventedFile } from "./invented-files.ts";
import { runJob } from "./job.ts";
import { applySet } from "./records.ts";
import { stepNow, wireError, world } from "./world.ts";

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="560"><rect width="900" height="560" fill="#f4efe2"/><rect x="60" y="60" width="780" height="440" fill="none" stroke="#0e6e66" stroke-width="6"/><circle cx="450" cy="280" r="120" fill="#0e6e66" opacity=".25"/></svg>`;
const letters = "会议纪要\n\n一、确认三季度供货数量。\n二、报价单有效期延长至月底。\n";
/** One page that says so, by hand. */
const page = (() => {
  const stream = "BT /F1 36 Tf 72 720 Td (Quotation 2026-11) Tj ET";
  const parts = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
  ];
  let text = "%PDF-1.4\n";
  const at = parts.map((part, index) => {
    const here = text.length;
    text += `${index + 1} 0 obj${part}endobj\n`;
    return here;
  });
  const table = text.length;
  const lines = at.map((here) => `${String(here).padStart(10, "0")} 00000 n \n`).join("");
  return `${text}xref\n0 7\n0000000000 65535 f \n${lines}trailer<</Size 7/Root 1 0 R>>\nstartxref\n${table}\n%%EOF`;
})();

const contents: Record<string, [type: string, text: string]> = {
  "image/png": ["image/svg+xml", picture],
  "application/pdf": ["application/pdf", page],
  "text/plain": ["text/plain;charset=utf-8", letters],
};

/** What the window shows of a file comes from the shell; here from its kind. */
export function fileOf(id: string): string {
  const type = world.records.get(id)?.values.media_type;
  const [media, text] = contents[type?.t === "text" ? type.v : ""] ?? ["text/plain", ""];
  return `data:${media},${encodeURIComponent(text)}`;
}

/** As the core keeps it: one file is marked, and the person's column names it. */
function asPhoto(file: string, contact: string): Applied {
  const marks = [...world.records.values()].filter(
    (one) => one.entity === "attachment" && of(one) === contact && one.values.photo?.t === "bool",
  );
  const mark = (id: string, v: boolean): RecordChange => ({
    kind: "update",
    entity: "attachment",
    id,
    rev: world.records.get(id)?.rev ?? 1,
    values: { photo: { t: "bool", v } },
  });
  const photo: Value = { t: "ref", v: { id: file, label: "" } };
  const done = applySet({
    label: "op.photo",
    changes: [
      ...marks.map(({ id }) => mark(id, false)),
      mark(file, true),
      {
        kind: "update",
        entity: "contact",
        id: contact,
        rev: world.records.get(contact)?.rev ?? 1,
        values: { photo },
      },
    ],
  });
  return done;
}

const of = (record: RecordDto) => (record.values.unit?.t === "ref" ? record.values.unit.v.id : "");

function attach(to: string, names: string[], type = "text/plain"): Promise<Applied> {
  return runJob("attach", [["attach", 48_000_000]], () => {
    world.past.push(stepNow("op.attach"));
    world.future = [];
    world.seq += 1;
    const records = names.map((name, at) =>
      inventedFile(`f${world.seq}-${at}`, { id: to, label: "" }, name, type, 1_204),
    );
    for (const record of records) world.records.set(record.id, record);
    const ids = records.map(({ id }) => id);
    emit("changed", { seq: world.seq, op: "attachments.add", entities: ["attachment"], ids });
    return { records, seq: world.seq };
  });
}

export const attachmentCalls = {
  attachments_of: ({ of: id }: { of: string }): RecordDto[] =>
    [...world.records.values()].filter(
      (one) => one.entity === "attachment" && !one.deleted && of(one) === id,
    ),
  attach_pick: ({ of: id }: { of: string }) => attach(id, ["新合同.txt"]),
  attach_dropped: ({ drop, of: id }: { drop: number; of: string }) => {
    if (drop === 0) throw wireError("bad_file", "error.attachment_no_file", { name: "资料" });
    return attach(id, ["拖来的甲.txt", "拖来的乙.txt"]);
  },
  attachment_as_photo: ({ id }: { id: string }) => {
    const file = world.records.get(id);
    return asPhoto(id, file ? of(file) : "");
  },
  photo_dropped: async ({ contact }: { drop: number; contact: string }) => {
    const { records } = await attach(contact, ["正面照.png"], "image/png");
    return asPhoto(records[0]?.id ?? "", contact);
  },
  attachment_save: () => runJob("attach", [["save_out", 482_113]], () => "/home/lin/Documents/报价单.pdf"),
  attachments_check: () => [],
};
