/** A customer that is called otherwise from now on: what it was called can be kept, with today as its day. */
import { instant } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { commands, type Id, type RecordDto } from "./bindings.ts";
import { complain } from "./error.ts";
import { updateRecord } from "./write.ts";

/** What a screen says of it, and what it can do. */
export type Offer = (said: string, keep: { readonly label: string; readonly run: () => void }) => void;

const nameIn = ({ values }: RecordDto): string => {
  const name = values.legal_name;
  return name?.t === "text" ? name.v : "";
};

async function keep(id: Id, text: string): Promise<void> {
  const now = await commands.recordGet("unit", id);
  const { former_names: held } = now.values;
  const former = held?.t === "dated" ? held.v : [];
  // Taken back meanwhile, or kept already.
  if (nameIn(now) === text || former.some((one) => one.text === text)) return;
  const until = instant(Date.now()).slice(0, 10);
  await updateRecord(now, { former_names: { t: "dated", v: [...former, { text, until }] } });
}

/** Writes fields of a record, and offers to keep the name where that gave a customer another one. */
export async function offeringFormer<T>(
  { entity, id }: { readonly entity: string; readonly id: Id },
  fields: readonly string[],
  write: () => Promise<T>,
  offer: Offer,
): Promise<T> {
  const renames = entity === "unit" && fields.includes("legal_name");
  const before = renames ? await commands.recordGet(entity, id).catch(() => null) : null;
  const done = await write();
  const name = before ? nameIn(before) : "";
  const now = name ? await commands.recordGet(entity, id).catch(complain) : undefined;
  if (now && nameIn(now) !== name) {
    offer(t("ui.record.renamed"), {
      label: t("ui.record.keep_former", { name }),
      run: () => void keep(id, name).catch(complain),
    });
  }
  return done;
}
