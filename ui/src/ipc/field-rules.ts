/** What is expected of the fields of a kind: how long a value is taken to be true, who looks at a change. */
import { commands } from "./bindings.ts";
import { read } from "./query.ts";

export const rulesOf = (entity: string) =>
  read("fieldRules", [entity], ["field_rule", "field_def"], () => commands.fieldRules(entity));
