/** A line of the plan, whatever its place: a step at a unit. */
import type { ChecklistLine } from "../../ipc/bindings.ts";

export const lineKey = ({ step, unit }: ChecklistLine) => `${step} ${unit.id}`;
