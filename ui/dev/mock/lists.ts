/** The lists of choices: enough of the core's rules to show each refusal. */
import type { Choice, ChoiceShape } from "../../src/ipc/bindings.ts";
import { choiceLabel } from "../../src/ipc/words.ts";
import { emit } from "./bus.ts";
import { mockCatalog } from "./catalog.ts";
import { stepNow, wireError, world } from "./world.ts";

const of = (list: string) => world.choices.filter((choice) => choice.list === list);

function keep(label: string, list: string, next: readonly Choice[]): void {
  world.past.push(stepNow(label));
  world.future = [];
  const placed = next.map((choice, seq) => ({ ...choice, seq }));
  world.choices = [...world.choices.filter((choice) => choice.list !== list), ...placed];
  world.seq += 1;
  emit("changed", { seq: world.seq, op: "choices.edit", entities: ["choice"], ids: [] });
}

function holdFree(list: string, code: string | null, name: string): void {
  const fault = (key: string, text = "") => ({
    ...wireError("invalid", key, { text }),
    field: "choice.label",
  });
  if (name === "") throw fault("error.required");
  const folded = name.toLowerCase();
  const taken = of(list).some(
    (choice) =>
      choice.code !== code &&
      [choiceLabel(choice), ...choice.aliases].some((other) => other.toLowerCase() === folded),
  );
  if (taken) throw fault("error.choice_taken", name);
}

function add({ list, label }: { list: string; label: string }): string {
  const name = label.trim();
  holdFree(list, null, name);
  const there = of(list);
  const code = `own_${there.length}`;
  const colour = mockCatalog.colours.find((one) => !there.some((choice) => choice.colour === one)) ?? null;
  const fresh = { list, code, label: name, aliases: [], colour, seq: 0, retired: false };
  keep("op.choice_add", list, [...there, fresh]);
  return code;
}

function edit({ list, code, shape }: { list: string; code: string; shape: ChoiceShape }): null {
  if (shape.label) holdFree(list, code, shape.label);
  for (const alias of shape.aliases) holdFree(list, code, alias);
  if (shape.retired && (list === "task_state" || code === "company"))
    throw { ...wireError("invalid", "error.choice_needed"), field: "choice.retired" };
  keep(
    "op.choice_edit",
    list,
    of(list).map((choice) => (choice.code === code ? { ...choice, ...shape } : choice)),
  );
  return null;
}

function order({ list, codes }: { list: string; codes: string[] }): null {
  const there = of(list);
  const at = (choice: Choice) => (codes.includes(choice.code) ? codes.indexOf(choice.code) : codes.length);
  keep(
    "op.choice_order",
    list,
    [...there].sort((a, b) => at(a) - at(b)),
  );
  return null;
}

export const listCalls = { choice_add: add, choice_edit: edit, choice_order: order };
