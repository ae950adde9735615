/** A customer that is called otherwise from now on: what it was called is offered to be kept, with today as its day. */
import { toast } from "../../../components/toast.tsx";
import { commands, type RecordDto } from "../../../ipc/bindings.ts";
import { complain } from "../../../ipc/error.ts";
import { updateRecord } from "../../../ipc/write.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { textOf } from "../words.ts";

async function keep({ id }: RecordDto, text: string): Promise<void> {
  const now = await commands.recordGet("unit", id);
  const { former_names: held } = now.values;
  const former = held?.t === "dated" ? held.v : [];
  // Taken back meanwhile, or kept already.
  if (textOf(now, "legal_name") === text || former.some((one) => one.text === text)) return;
  const until = instant(Date.now()).slice(0, 10);
  await updateRecord(now, { former_names: { t: "dated", v: [...former, { text, until }] } });
}

/** Offers it where `before` bore another name than the record does now. */
export async function offerFormer(before: RecordDto): Promise<void> {
  const name = textOf(before, "legal_name");
  const now = await commands.recordGet("unit", before.id);
  if (name === "" || textOf(now, "legal_name") === name) return;
  toast(t("ui.record.renamed"), {
    label: t("ui.record.keep_former", { name }),
    run: () => void keep(before, name).catch(complain),
  });
}
