/** Files in words and signs. */
import { File, FileArchive, FileImage, FileSpreadsheet, FileText, type LucideIcon } from "lucide-react";
import type { RecordDto } from "../../../ipc/bindings.ts";
import { type Shown, shownAs } from "../../../ipc/files.ts";
import { bytes, instant } from "../../../lib/format.ts";

const icons: Record<Shown, LucideIcon> = { image: FileImage, pdf: FileText, text: FileText, not: File };

export function iconOf(file: RecordDto): LucideIcon {
  const media = file.values.media_type;
  const type = media?.t === "text" ? media.v : "";
  if (/sheet|excel/.test(type)) return FileSpreadsheet;
  if (type === "application/zip") return FileArchive;
  if (/word|presentation|powerpoint|ofd/.test(type)) return FileText;
  return icons[shownAs(file)];
}

export function sizeOf(file: RecordDto): number {
  const size = file.values.size;
  return size?.t === "number" ? size.v : 0;
}

export function detailOf(file: RecordDto): string {
  const at = file.values.created_at;
  const day = at?.t === "instant" ? instant(at.v).slice(0, 10) : "";
  return [bytes(sizeOf(file)), day].filter(Boolean).join(" · ");
}
