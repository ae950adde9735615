/** The files of the invented customers. */
import type { RecordDto } from "../../src/ipc/bindings.ts";

export function inventedFile(id: string, of: string, name: string, type: string, size: number): RecordDto {
  return {
    entity: "attachment",
    id,
    rev: 1,
    values: {
      name: { t: "text", v: name },
      unit: { t: "ref", v: { id: of, label: "" } },
      media_type: { t: "text", v: type },
      size: { t: "number", v: size },
      created_at: { t: "instant", v: new Date("2026-11-20T09:30").getTime() },
    },
    warnings: [],
    deleted: false,
  };
}

export function inventFiles(): RecordDto[] {
  const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  return [
    inventedFile("f001", "u002", "报价单 2026-11.pdf", "application/pdf", 482_113),
    inventedFile("f002", "u002", "厂区照片.png", "image/png", 2_310_400),
    inventedFile("f003", "u002", "会议纪要.txt", "text/plain", 1_204),
    inventedFile(
      "f004",
      "u002",
      "框架合同（双方盖章扫描件，含附件一至附件七的全部修订稿）.docx",
      docx,
      88_064,
    ),
  ];
}
