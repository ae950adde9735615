/** Views with a name, as the core keeps them: each change is a step of undo. */
import type { NamedView, ViewSetting } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { followAll } from "./views.ts";
import { type SavedView, stepNow, wireError, world } from "./world.ts";

function keep(label: string, views: readonly SavedView[]): void {
  world.past.push(stepNow(label));
  world.future = [];
  world.views = views;
  world.seq += 1;
  emit("changed", { seq: world.seq, op: "views", entities: ["saved_view"], ids: [] });
}

const all = (): NamedView[] =>
  world.views.map((one) => ({ ...one, ...followAll(one.entity, structuredClone(one.setting)) }));

function free(entity: string, name: string, own?: string): string {
  const text = name.trim();
  if (text === "") throw wireError("invalid", "error.required");
  const is = (one: SavedView) => one.name.toLowerCase() === text.toLowerCase();
  if (world.views.some((one) => one.entity === entity && one.id !== own && is(one)))
    throw wireError("invalid", "error.view_taken", { text });
  return text;
}

function at(id: string): SavedView {
  const found = world.views.find((one) => one.id === id);
  if (!found) throw wireError("not_found", "ui.error.not_found");
  return found;
}

function change(label: string, id: string, part: Partial<SavedView>): null {
  const was = at(id);
  keep(
    label,
    world.views.map((one) => (one === was ? { ...one, ...part } : one)),
  );
  return null;
}

const kept = (setting: ViewSetting): ViewSetting => ({ ...setting, view: null });

export const savedViewCalls = {
  views_saved: all,
  saved_view_add: ({ entity, name, setting }: { entity: string; name: string; setting: ViewSetting }) => {
    const id = `view${world.seq}`;
    const view = { id, entity, name: free(entity, name), setting: kept(setting) };
    keep("op.view_save", [...world.views, view]);
    return id;
  },
  saved_view_put: ({ id, setting }: { id: string; setting: ViewSetting }) =>
    change("op.view_save_over", id, { setting: kept(setting) }),
  saved_view_rename: ({ id, name }: { id: string; name: string }) =>
    change("op.view_rename", id, { name: free(at(id).entity, name, id) }),
  saved_view_drop: ({ id }: { id: string }) => {
    const was = at(id);
    keep(
      "op.view_delete",
      world.views.filter((one) => one !== was),
    );
    return null;
  },
};
