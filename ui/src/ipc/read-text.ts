/** Has the core read typed text as a field's value, without storing it. Rejects with the refusal. */
import { commands, type Value, type Wall, type WireError } from "./bindings.ts";

/** `power`: the unit a number alone is in, as a power of ten, where the field holds money. */
export async function readText(entity: string, field: string, text: string, power = 0): Promise<Value> {
  const plan = await commands.pastePlan({ entity, rows: [], columns: [{ field, power }], text: [[text]] });
  const cell = plan.cells[0];
  if (cell?.value) return cell.value;
  throw refusal(`${entity}.${field}`, cell?.refused?.key ?? "ui.error.invalid", cell?.refused?.values);
}

/** A day and perhaps a time; nothing typed is refused like anything else that names none. */
export async function readWall(entity: string, field: string, text: string): Promise<Wall> {
  const value = await readText(entity, field, text);
  if (value.t === "wall") return value.v;
  throw refusal(`${entity}.${field}`, "ui.when.missing");
}

function refusal(field: string, key: string, values: WireError["values"] = {}): WireError {
  return { kind: "invalid", key, field, values };
}
