/** What the table shows and how: filters, order, grouping, finding, undo, columns, row height. */

import { useQuery } from "@tanstack/react-query";
import {
  ArrowDown,
  ArrowUp,
  Columns3,
  Ellipsis,
  History as HistoryIcon,
  Redo2,
  Search,
  Undo2,
  X,
} from "lucide-react";
import { useRef } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { SearchField } from "react-aria-components/SearchField";
import { Button, IconButton } from "../../components/button.tsx";
import { Menu, MenuItem, MenuPart } from "../../components/menu.tsx";
import { Popover } from "../../components/popover.tsx";
import { Check } from "../../components/toggle.tsx";
import type { Settings } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { redo, undo } from "../../ipc/history.ts";
import { labelInUse, offered } from "../../ipc/modules.ts";
import { appState, historyState } from "../../ipc/query.ts";
import { changeSettings } from "../../ipc/settings.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { ask, useAnswer } from "../../lib/ask.ts";
import { message, t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import { toggleColumn } from "./arrange.ts";
import { fieldsOf, firstSetting } from "./columns.ts";
import { bySection, FilterBar } from "./filter-bar.tsx";
import { ChipButton, ChipFrame, ToolChip } from "./tool-chip.tsx";
import style from "./toolbar.module.css";
import type { Table } from "./use-table.ts";
import { ViewsMenu } from "./views-menu.tsx";

function SortChips({ table }: { table: Table }) {
  const { sort } = table.setting;
  return sort.map(({ field, descending }, at) => {
    const label = labelInUse(table.entity, field, fieldsOf(table.catalog, table.entity));
    return (
      <ToolChip
        key={field}
        name={t("ui.customers.sort")}
        value={label}
        sign={
          descending
            ? { icon: ArrowDown, word: t("ui.customers.sort_down") }
            : { icon: ArrowUp, word: t("ui.customers.sort_up") }
        }
        onPress={() =>
          table.arrange((was) => ({ ...was, sort: was.sort.with(at, { field, descending: !descending }) }))
        }
        onRemove={() =>
          table.arrange((was) => ({ ...was, sort: was.sort.filter((one) => one.field !== field) }))
        }
      />
    );
  });
}

function GroupChip({ table }: { table: Table }) {
  const { group } = table.setting;
  const by = (key: string | null) => table.arrange((was) => ({ ...was, group: key }));
  const name = t("ui.customers.group");
  const fields = fieldsOf(table.catalog, table.entity);
  const value = group === null ? "" : labelInUse(table.entity, group, fields);
  const menu = (
    <Menu
      label={t("ui.customers.group_by")}
      placement="bottom start"
      trigger={group === null ? <Button>{name}</Button> : <ChipButton name={name} value={value} />}
    >
      {offered(fields)
        .filter(({ groupable, kind }) => groupable && kind !== "date")
        .map(({ key }) => (
          <MenuItem key={key} onAction={() => by(key)}>
            {fieldLabel(table.entity, key)}
          </MenuItem>
        ))}
    </Menu>
  );
  if (group === null) return menu;
  return (
    <ChipFrame label={`${name} ${value}`} onRemove={() => by(null)}>
      {menu}
    </ChipFrame>
  );
}

/** Narrows the table while typing; the core does the finding. */
function Find({ table, onLeave }: { table: Table; onLeave: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  // The frame after this one: the table may just be coming back into sight.
  useAnswer("find", () => requestAnimationFrame(() => input.current?.select()));
  return (
    <SearchField
      className={style.find ?? ""}
      aria-label={t("ui.customers.find")}
      value={table.search}
      onChange={table.setSearch}
      onSubmit={onLeave}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        // Escape on an empty box goes back to the table; on a full one it empties it first, and does nothing else.
        if (event.key === "Escape") event.preventDefault();
        if (event.key === "ArrowDown" || (event.key === "Escape" && table.search === "")) onLeave();
        else if (event.key !== "Escape") event.continuePropagation();
      }}
    >
      <Search size={14} aria-hidden />
      <Input ref={input} placeholder={t("ui.customers.find")} />
      {table.search !== "" && (
        <AriaButton className={style.findClear ?? ""} aria-label={t("ui.customers.find_clear")}>
          <X size={13} aria-hidden />
        </AriaButton>
      )}
    </SearchField>
  );
}

function ColumnsMenu({ table }: { table: Table }) {
  const shown = new Set(table.setting.columns.map(({ key }) => key));
  return (
    <Popover
      label={t("ui.customers.columns")}
      placement="bottom end"
      trigger={<IconButton label={t("ui.customers.columns")} icon={Columns3} />}
    >
      <div className={style.columns}>
        {bySection(offered(fieldsOf(table.catalog, table.entity))).map(([section, fields]) => (
          <fieldset key={section} className={style.section}>
            <legend>{message(`section.${section}`) ?? section}</legend>
            {fields.map((field) => (
              <Check
                key={field.key}
                value={shown.has(field.key)}
                isDisabled={table.columns.length === 1 && shown.has(field.key)}
                onChange={(on) => table.arrange((was) => toggleColumn(was, field, on))}
              >
                {fieldLabel(table.entity, field.key)}
              </Check>
            ))}
          </fieldset>
        ))}
      </div>
      <div className={style.formActs}>
        <Button
          onPress={() =>
            table.arrange((was) => ({ ...was, columns: firstSetting(table.catalog, table.entity).columns }))
          }
        >
          {t("ui.customers.columns_reset")}
        </Button>
      </div>
    </Popover>
  );
}

const densities: readonly Settings["density"][] = ["compact", "normal", "roomy"];

function MoreMenu({ now }: { now: boolean }) {
  const { data } = useQuery(appState);
  const reading = data?.settings.screen_reader ?? false;
  const keep = (part: Partial<Settings>) => {
    if (data) changeSettings({ ...data.settings, ...part }).catch(complain);
  };
  return (
    <Menu
      label={t("ui.customers.more")}
      trigger={<IconButton label={t("ui.customers.more")} icon={Ellipsis} />}
    >
      <MenuPart title={t("ui.customers.density")}>
        {densities.map((density) => (
          <MenuItem
            key={density}
            onAction={() => keep({ density })}
            isDisabled={data?.settings.density === density}
          >
            {t(`ui.customers.density.${density}`)}
          </MenuItem>
        ))}
      </MenuPart>
      {now && (
        <MenuItem icon={HistoryIcon} onAction={() => ask("as_of")}>
          {t("ui.as_of.menu")}
        </MenuItem>
      )}
      <MenuItem onAction={() => keep({ screen_reader: !reading })}>
        {t(reading ? "ui.customers.reader_off" : "ui.customers.reader_on")}
      </MenuItem>
    </Menu>
  );
}

function History() {
  const { data } = useQuery(historyState);
  const name = (label: string | null | undefined) => label && (message(label) ?? label);
  const [back, forth] = [name(data?.undo), name(data?.redo)];
  return (
    <>
      <IconButton
        label={back ? t("ui.customers.undo_step", { step: back }) : t("ui.customers.undo")}
        icon={Undo2}
        combo="mod+z"
        isDisabled={!back}
        onPress={undo}
      />
      <IconButton
        label={forth ? t("ui.customers.redo_step", { step: forth }) : t("ui.customers.redo")}
        icon={Redo2}
        combo="mod+shift+z"
        isDisabled={!forth}
        onPress={redo}
      />
    </>
  );
}

export function CustomersToolbar({
  table,
  adding,
  onAdding,
  onLeave,
}: {
  table: Table;
  adding: string | null;
  onAdding: (key: string | null) => void;
  onLeave: () => void;
}) {
  return (
    <div className={style.bar} role="toolbar" aria-label={t("ui.customers.filter")}>
      <div className={style.chips}>
        <ViewsMenu table={table} />
        <span className={style.rule} aria-hidden />
        <FilterBar table={table} adding={adding} onAdding={onAdding} />
        <span className={style.rule} aria-hidden />
        <SortChips table={table} />
        <GroupChip table={table} />
      </div>
      <div className={style.tools}>
        <Find table={table} onLeave={onLeave} />
        {table.asOf === undefined && <History />}
        <ColumnsMenu table={table} />
        <MoreMenu now={table.asOf === undefined} />
      </div>
    </div>
  );
}
