/** What each thing known of a customer counts, as the user of the mock has it. */
import { emit } from "./bus.ts";
import { fillCoverage, weightName, weightsTold } from "./coverage.ts";
import { isAsked, weightsNow } from "./modules.ts";
import { stepNow, world } from "./world.ts";

/** Things count otherwise from now on, as one step of undo. */
function weigh(label: string, weights: ReadonlyMap<string, number>): null {
  world.past.push(stepNow(label));
  world.future = [];
  world.weights = weights;
  world.records = fillCoverage(new Map(world.records), weightsNow());
  world.seq += 1;
  emit("changed", { seq: world.seq, op: label, entities: ["aspect_weight", "unit"], ids: [] });
  return null;
}

function setWeight(said: { aspect: string; kind: string | null; weight: number | null }): null {
  const name = weightName(said.aspect, said.kind);
  const next = new Map(world.weights);
  const usual = weightsTold(next).find(({ aspect }) => aspect === said.aspect)?.usual;
  if (said.weight === null || (said.kind === null && said.weight === usual)) next.delete(name);
  else next.set(name, said.weight);
  return weigh("op.coverage_weight", next);
}

export const weightCalls = {
  coverage_weights: () => weightsTold(world.weights).filter(({ aspect }) => isAsked(aspect)),
  coverage_weight_set: setWeight,
  coverage_weights_reset: () => weigh("op.coverage_weights_usual", new Map()),
};
