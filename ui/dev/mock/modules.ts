/** Modules that are out of sight, as the user of the mock has them. */
import type { Catalog, ModuleState } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { fillCoverage, type Weights, weightName } from "./coverage.ts";
import { stepNow, wireError, world } from "./world.ts";

/** As the core has them: the kinds of record each is, and fields of others that speak of it. */
const modules: Record<string, { entities: string; fields?: string; aspect?: string }> = {
  opportunities: { entities: "opportunity" },
  contracts: { entities: "contract instalment payment allocation invoice cost", aspect: "contract" },
  products: { entities: "product category transaction" },
  projects: { entities: "project milestone project_issue" },
  account_plans: { entities: "account_plan goal" },
  needs: { entities: "need preference" },
  complaints: {
    entities: "complaint complaint_step",
    fields: "unit.open_complaints unit.open_complaints_all",
  },
  feedback: { entities: "feedback suggestion", fields: "cooperation.feedback" },
  satisfaction: { entities: "satisfaction", fields: "cooperation.satisfaction" },
  competitors: { entities: "competitor competitor_view" },
  strategy: { entities: "strategy_note" },
  promises: { entities: "promise" },
  decisions: { entities: "seat stance influence", aspect: "decider" },
  relations: { entities: "unit_link unit_relation" },
  bank_accounts: { entities: "bank_account" },
  checklists: {
    entities: "checklist checklist_item",
    fields: "task.checklist_on task.checklist_start task.checklist_unit",
  },
  files: { entities: "attachment" },
  lessons: { entities: "lesson precedent" },
};

const hiddenOnes = () => Object.entries(modules).filter(([key]) => world.hidden.has(key));

export function isHidden(entity: string): boolean {
  return hiddenOnes().some(([, { entities }]) => entities.split(" ").includes(entity));
}

/** What things count; what is out of sight counts nothing. */
export function weightsNow(): Weights {
  const quiet = new Set(hiddenOnes().flatMap(([, { aspect }]) => aspect ?? []));
  const said = [...world.weights].filter(([name]) => !quiet.has(name.split(" ")[0] ?? ""));
  return new Map([...said, ...[...quiet].map((aspect) => [weightName(aspect, null), 0] as const)]);
}

export const isAsked = (aspect: string) => !hiddenOnes().some(([, one]) => one.aspect === aspect);

export const hiddenKinds = () => hiddenOnes().flatMap(([, { entities }]) => entities.split(" "));

/** The catalog with what is out of sight marked. */
export function marked(entities: Catalog["entities"]): Catalog["entities"] {
  const spoken = new Set(hiddenOnes().flatMap(([, { fields }]) => fields?.split(" ") ?? []));
  return entities.map((one) => ({
    ...one,
    fields: one.fields.map((field) => ({
      ...field,
      hidden:
        isHidden(one.key) ||
        (!field.required && field.target !== null && isHidden(field.target)) ||
        spoken.has(`${one.key}.${field.key}`),
    })),
  }));
}

function states(): ModuleState[] {
  const living = [...world.records.values()].filter(({ deleted }) => !deleted);
  return Object.entries(modules).map(([key, one]) => {
    const entities = one.entities.split(" ");
    const records = living.filter(({ entity }) => entities.includes(entity)).length;
    return { key, hidden: world.hidden.has(key), entities, records };
  });
}

function hide({ module, hidden }: { module: string; hidden: boolean }): null {
  if (!modules[module]) throw wireError("invalid", "error.no_such_module", { text: module });
  if (world.hidden.has(module) === hidden) return null;
  world.past.push(stepNow(hidden ? "op.module_hide" : "op.module_show"));
  world.future = [];
  const others = [...world.hidden].filter((key) => key !== module);
  world.hidden = new Set(hidden ? [...others, module] : others);
  world.records = fillCoverage(new Map(world.records), weightsNow());
  world.seq += 1;
  emit("changed", { seq: world.seq, op: "settings.modules", entities: ["hidden_module", "unit"], ids: [] });
  return null;
}

export const moduleCalls = { modules: states, module_hide: hide };
