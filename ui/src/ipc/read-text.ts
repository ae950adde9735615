/** Has the core read typed text as a field's value, without storing it. */
import { commands, type Id, type Value, type WireError } from "./bindings.ts";

/** `near` is any record's id: the text is read for that place, nothing is written there. Rejects with the refusal. */
export async function readText(near: Id, entity: string, field: string, text: string): Promise<Value> {
  const plan = await commands.pastePlan({
    entity,
    rows: [{ id: near, rev: 0 }],
    columns: [field],
    text: [[text]],
  });
  const cell = plan.cells[0];
  if (cell?.value) return cell.value;
  const refused: WireError = {
    kind: "invalid",
    key: cell?.refused?.key ?? "ui.error.invalid",
    field: `${entity}.${field}`,
    values: cell?.refused?.values ?? {},
  };
  throw refused;
}
