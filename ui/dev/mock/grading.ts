/** The commands of classes and levels. */
import type { ClassBasis, ClassRules, Id } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { activityOf, fillGrades, minorOf, sizeOf, tally, usualRules } from "./grades.ts";
import { applySet } from "./records.ts";
import { alive, nothing } from "./views.ts";
import { wireError, world } from "./world.ts";

function unitOf(id: Id) {
  const found = world.records.get(id);
  if (!found) throw wireError("not_found", "ui.error.not_found");
  return found;
}

const refuse = (field: string, key: string, values: Record<string, string> = {}) => ({
  ...wireError("invalid", key, values),
  field,
});

/** Read as the core reads them: the largest first, and written as it writes them. */
function typed(rules: ClassRules): ClassRules {
  const steps = rules.steps.map((step, at) => {
    const minor = minorOf(step.at_least);
    const on = `steps.${at}`;
    if (Number.isNaN(minor)) throw refuse(on, "error.money_unreadable", { text: step.at_least });
    if (minor <= 0) throw refuse(on, "error.class_nothing");
    const twice = rules.steps.some((other, n) => n < at && minorOf(other.at_least) === minor);
    if (twice) throw refuse(on, "error.class_twice");
    return { class: step.class, minor };
  });
  if (steps.length === 0) throw refuse("steps", "error.class_no_steps");
  return {
    ...rules,
    steps: steps
      .sort((a, b) => b.minor - a.minor)
      .map(({ class: of, minor }) => ({ class: of, at_least: (minor / 100).toLocaleString("en-US") })),
  };
}

export const gradingCalls = {
  unit_grades: ({ unit }: { unit: Id }) => ({
    size: sizeOf(unitOf(unit), world.records, world.classes),
    activity: activityOf(unitOf(unit), world.records),
  }),
  class_override: ({ unit, said, reason }: { unit: Id; said: string | null; reason: string }) => {
    if (said && !reason.trim()) throw refuse("reason", "error.class_reason");
    const values = {
      size_override: said ? { t: "choice" as const, v: said } : nothing,
      size_reason: said ? { t: "text" as const, v: reason.trim() } : nothing,
    };
    const { rev } = unitOf(unit);
    applySet({
      label: said ? "op.size_said" : "op.size_by_rule",
      changes: [{ kind: "update", entity: "unit", id: unit, rev, values }],
    });
    return null;
  },
  class_rules: () => world.classes,
  class_rules_suggested: ({ basis }: { basis: ClassBasis | null }): ClassRules => {
    const some = basis === null || basis === "cooperations" || alive("payment").length > 0;
    return { ...usualRules, basis: basis ?? (some ? usualRules.basis : "received") };
  },
  class_rules_try: ({ rules }: { rules: ClassRules }) => tally(world.records, typed(rules)),
  class_rules_set: ({ rules }: { rules: ClassRules }) => {
    world.classes = typed(rules);
    world.records = fillGrades(new Map(world.records), world.classes);
    world.seq += 1;
    emit("changed", { seq: world.seq, op: "grading.rules", entities: ["unit"], ids: [] });
    return null;
  },
};
