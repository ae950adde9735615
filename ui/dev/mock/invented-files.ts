/** The files of the invented customers. */
import type { RecordDto, Ref } from "../../src/ipc/bindings.ts";

export function inventedFile(id: string, of: Ref, name: string, type: string, size: number): RecordDto {
  return {
    entity: "attachment",
    id,
    rev: 1,
    values: {
      name: { t: "text", v: name },
      unit: { t: "ref", v: of },
      media_type: { t: "text", v: type },
      size: { t: "number", v: size },
      created_at: { t: "instant", v: new Date("2026-11-20T09:30").getTime() },
    },
    warnings: [],
    deleted: false,
  };
}

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const invented: [name: string, type: string, size: number][] = [
  ["报价单 2026-11.pdf", "application/pdf", 482_113],
  ["厂区照片.png", "image/png", 2_310_400],
  ["会议纪要.txt", "text/plain", 1_204],
  ["框架合同（双方盖章扫描件，含附件一至附件七的全部修订稿）.docx", docx, 88_064],
];

const nameOf = (record: RecordDto | undefined) => {
  const name = record?.values.legal_name;
  return name?.t === "text" ? name.v : "";
};

/** The same on two customers: the one the tests open, and the one that stands where pictures are taken. */
export function inventFiles(records: Map<string, RecordDto>): Map<string, RecordDto> {
  const second = [...records.values()].find(({ values }) => {
    const name = values.legal_name;
    return name?.t === "text" && name.v === "华衡计量采购部";
  });
  for (const of of ["u002", second?.id ?? ""]) {
    invented.forEach(([name, type, size], at) => {
      const id = `f${of.slice(1)}-${at + 1}`;
      records.set(id, inventedFile(id, { id: of, label: nameOf(records.get(of)) }, name, type, size));
    });
  }
  return records;
}
