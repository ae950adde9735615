/** Views with a name: reading them, keeping them, and where the table of each stands. */

import { whileSaving } from "../lib/status.ts";
import { commands, type Id, type NamedView, type ViewSetting } from "./bindings.ts";
import { hidesNow } from "./modules.ts";
import { read } from "./query.ts";

/** What a field became, or a tag is called, changes how a view can be shown. */
export const savedViews = read("viewsSaved", [], ["*"], commands.viewsSaved);

export const addView = (entity: string, name: string, setting: ViewSetting): Promise<Id> =>
  whileSaving(commands.savedViewAdd(entity, name, setting));

export const putView = (id: Id, setting: ViewSetting) => whileSaving(commands.savedViewPut(id, setting));

export const renameView = (id: Id, name: string) => whileSaving(commands.savedViewRename(id, name));

export const dropView = (id: Id) => whileSaving(commands.savedViewDrop(id));

/** Those whose table is in sight. */
export const viewsInSight = (views: readonly NamedView[]): NamedView[] =>
  views.filter(({ entity }) => !hidesNow(entity));
