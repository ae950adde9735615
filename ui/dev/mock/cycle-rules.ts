/** How often customers are looked through where nobody said otherwise. */
import type { CycleRules } from "../../src/ipc/bindings.ts";

export const usualCycles: CycleRules = {
  on: true,
  kinds: ["group", "company", "branch"],
  classes: [
    { list: "size_class", class: "large", months: 1 },
    { list: "unit_level", class: "a", months: 1 },
  ],
  otherwise: 3,
};
