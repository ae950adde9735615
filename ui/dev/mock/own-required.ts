/** A required field of the user's own, held to where a form asked for it. */
import type { Value } from "../../src/ipc/bindings.ts";
import { fieldsOf } from "./fields.ts";
import { nothing } from "./views.ts";
import { wireError } from "./world.ts";

/** A form asks for what the user wants of each new record. */
export function holdOwn(entity: string, values: Record<string, Value>): void {
  const kind = values.kind?.t === "choice" ? values.kind.v : "company";
  const lacks = fieldsOf(entity).find(
    ({ key, label, required, computed, kinds }) =>
      label !== null &&
      required &&
      !computed &&
      (kinds.length === 0 || kinds.includes(kind)) &&
      (values[key] ?? nothing).t === "null",
  );
  if (lacks) throw { ...wireError("invalid", "error.required"), field: `${entity}.${lacks.key}` };
}
