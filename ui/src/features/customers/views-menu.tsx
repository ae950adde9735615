/** The views of a table at its head: one is chosen, saved, saved over, renamed or dropped, and says whether it was changed since. */
import { useQuery } from "@tanstack/react-query";
import { Asterisk, Bookmark, Check, Pencil, Plus, RotateCcw, Save, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Menu, MenuItem, MenuPart, MenuRule } from "../../components/menu.tsx";
import { SubmitForm } from "../../components/submit-form.tsx";
import { useAction } from "../../ipc/action.ts";
import type { NamedView } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { addView, dropView, putView, renameView, savedViews } from "../../ipc/saved-views.ts";
import { t } from "../../lib/i18n.ts";
import { replacePlace, usePlace } from "../../lib/place.ts";
import { say } from "../../lib/status.ts";
import { firstSetting, soundSetting } from "./columns.ts";
import { isAsSaved } from "./saved.ts";
import { ChipButton } from "./tool-chip.tsx";
import style from "./toolbar.module.css";
import type { Table } from "./use-table.ts";

/** The views of this table, the one that was chosen last, and whether the table is still as that one. */
function useViews(table: Table): { views: readonly NamedView[]; now: NamedView | null; changed: boolean } {
  const { catalog, entity, setting } = table;
  const { data } = useQuery(savedViews);
  const views = (data ?? []).filter((one) => one.entity === entity);
  const now = views.find(({ id }) => id === setting.view) ?? null;
  const changed = now !== null && !isAsSaved(setting, soundSetting(now.setting, catalog, entity), entity);
  return { views, now, changed };
}

/** The tables on screen, by kind of record: whoever goes back may have left the page, and come again, since. */
const shown = new Map<string, Table["take"]>();

function useShown({ entity, take }: Table): void {
  useEffect(() => {
    shown.set(entity, take);
    return () => {
      if (shown.get(entity) === take) shown.delete(entity);
    };
  }, [entity, take]);
}

/**
 * Says what is shown; how the table was left before is one press away. What a sum narrowed it to is not how it was
 * left.
 */
function sayChosen({ entity, kept, mended, take }: Table, text: string): void {
  const run = () => (shown.get(entity) ?? take)(kept, mended);
  say({ text, action: { label: t("ui.views.chosen_back"), run } });
}

function choose(table: Table, view: NamedView): void {
  table.take({ ...view.setting, view: view.id }, view.mended);
  sayChosen(table, t("ui.views.chosen", { name: view.name }));
}

function chooseFirst(table: Table): void {
  table.take(firstSetting(table.catalog, table.entity), []);
  sayChosen(table, t("ui.views.chosen_first"));
}

async function drop({ id, name }: NamedView): Promise<void> {
  await dropView(id);
  say({ text: t("ui.views.dropped", { name }), action: { label: t("ui.undo"), run: undo } });
}

async function saveOver(table: Table, { id, name }: NamedView): Promise<void> {
  await putView(id, table.setting);
  table.settle();
  say({ text: t("ui.views.kept_over", { name }), action: { label: t("ui.undo"), run: undo } });
}

/** A name for a new view, or another one for the view that is there. */
function NameForm({ table, view, onClose }: { table: Table; view: NamedView | null; onClose: () => void }) {
  const [name, setName] = useState(view?.name ?? "");
  const naming = useAction(async (text: string) => {
    if (view) {
      await renameView(view.id, text);
    } else {
      const id = await addView(table.entity, text, table.setting);
      table.arrange((was) => ({ ...was, view: id }));
      say({
        text: t("ui.views.kept", { name: text.trim() }),
        action: { label: t("ui.undo"), run: undo },
      });
    }
    onClose();
  });
  return (
    <SubmitForm
      label={t(view ? "ui.views.rename_do" : "ui.views.save_title")}
      submit={t(view ? "ui.views.rename_do" : "ui.views.save_do")}
      busy={naming.busy}
      refused={null}
      onSubmit={() => void naming.run(name)}
      onCancel={onClose}
    >
      <Field
        label={t("ui.views.name")}
        placeholder={t("ui.views.name_hint")}
        hint={view ? undefined : t("ui.views.name_detail")}
        value={name}
        onChange={(text) => {
          naming.clear();
          setName(text);
        }}
        maxLength={40}
        error={naming.error && sentence(naming.error)}
        autoComplete="off"
        autoFocus
      />
    </SubmitForm>
  );
}

/** Shows the view that was asked for from elsewhere, once it is known. */
function useAskedView(table: Table, views: readonly NamedView[]): void {
  const { view: asked } = usePlace();
  const found = asked === undefined ? undefined : views.find(({ id }) => id === asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time it is asked for
  useEffect(() => {
    if (!found) return;
    replacePlace({ view: undefined });
    choose(table, found);
  }, [found]);
}

export function ViewsMenu({ table }: { table: Table }) {
  const { views, now, changed } = useViews(table);
  const [naming, setNaming] = useState<{ readonly view: NamedView | null } | null>(null);
  useShown(table);
  useAskedView(table, views);
  const label = t("ui.views.label");
  const mark = changed ? { icon: Asterisk, word: t("ui.views.changed") } : null;
  return (
    <>
      <Menu
        label={label}
        placement="bottom start"
        trigger={
          // One button, with a view and without: the keyboard comes back to it when the menu closes.
          <span className={now ? style.chip : undefined}>
            <ChipButton
              name={label}
              value={now?.name ?? null}
              icon={Bookmark}
              {...(mark && { sign: mark })}
            />
          </span>
        }
      >
        {views.length > 0 && (
          <MenuPart title={t("ui.views.saved")}>
            {views.map((view) => (
              <MenuItem
                key={view.id}
                {...(view === now && { icon: Check })}
                onAction={() => choose(table, view)}
              >
                {view === now ? t("ui.views.now", { name: view.name }) : view.name}
              </MenuItem>
            ))}
          </MenuPart>
        )}
        <MenuItem onAction={() => chooseFirst(table)}>{t("ui.views.first")}</MenuItem>
        <MenuRule />
        <MenuItem icon={Plus} onAction={() => setNaming({ view: null })}>
          {t("ui.views.save")}
        </MenuItem>
        {/* One of which something is gone is asked about each time, until it is saved as it can be shown. */}
        {now && (changed || now.mended.length > 0) && (
          <MenuItem icon={Save} onAction={() => void saveOver(table, now).catch(complain)}>
            {t("ui.views.save_over", { name: now.name })}
          </MenuItem>
        )}
        {now && changed && (
          <MenuItem icon={RotateCcw} onAction={() => choose(table, now)}>
            {t("ui.views.back", { name: now.name })}
          </MenuItem>
        )}
        {now && (
          <>
            <MenuItem icon={Pencil} onAction={() => setNaming({ view: now })}>
              {t("ui.views.rename")}
            </MenuItem>
            <MenuItem icon={Trash2} danger onAction={() => void drop(now).catch(complain)}>
              {t("ui.views.drop", { name: now.name })}
            </MenuItem>
          </>
        )}
      </Menu>
      {naming && (
        <Dialog
          title={t(naming.view ? "ui.views.rename_do" : "ui.views.save_title")}
          isOpen
          onClose={() => setNaming(null)}
        >
          <NameForm table={table} view={naming.view} onClose={() => setNaming(null)} />
        </Dialog>
      )}
    </>
  );
}
