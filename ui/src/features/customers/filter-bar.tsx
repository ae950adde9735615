/** The filter chips and the way to a further one. */
import { ListFilter } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Menu, MenuItem, MenuPart } from "../../components/menu.tsx";
import { Popover } from "../../components/popover.tsx";
import type { FieldInfo } from "../../ipc/bindings.ts";
import { labelInUse, offered } from "../../ipc/modules.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { message, t } from "../../lib/i18n.ts";
import { fieldsOf } from "./columns.ts";
import { FilterForm } from "./filter-form.tsx";
import { type Condition, conditionsOf, filterOf, inWords, unsaidOf } from "./filters.ts";
import { ownedBy } from "./owned-by.ts";
import { ChipButton, ChipFrame } from "./tool-chip.tsx";
import type { Table } from "./use-table.ts";

/** Fields by section, in the catalog's order. */
export function bySection(fields: readonly FieldInfo[]): [string, FieldInfo[]][] {
  const sections = new Map<string, FieldInfo[]>();
  for (const field of fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field]);
  return [...sections];
}

export function FilterBar({
  table,
  adding,
  onAdding,
}: {
  table: Table;
  adding: string | null;
  onAdding: (key: string | null) => void;
}) {
  const fields = fieldsOf(table.catalog, table.entity);
  const conditions = conditionsOf(table.setting.filter, fields);
  const [open, setOpen] = useState<number | null>(null);
  const unsaid = unsaidOf(table.setting.filter);
  const put = (next: Condition[], rest = unsaid) => {
    const said = filterOf(next);
    const filter = rest.length > 0 ? { all: [...(said && "all" in said ? said.all : []), ...rest] } : said;
    table.arrange((was) => ({ ...was, filter }));
  };
  const fresh = fields.find(({ key }) => key === adding);
  // Another owner in place of the one before: both at once is nobody.
  const ready = ownedBy(offered(fields), (field, next) =>
    put([...conditions.filter((one) => one.field !== field), next]),
  );
  return (
    <>
      {conditions.map((condition, at) => {
        const field = fields.find(({ key }) => key === condition.field);
        const { text } = inWords(condition, field, table.ground);
        if (!field) return null;
        // It goes on narrowing the table, so it must not go unseen.
        const name = labelInUse(table.entity, field.key, fields);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no name but its place
          <ChipFrame key={at} on label={`${name} ${text}`} onRemove={() => put(conditions.toSpliced(at, 1))}>
            <Popover
              label={t("ui.customers.filter_named", { field: name })}
              isOpen={open === at}
              onOpenChange={(shown) => setOpen(shown ? at : null)}
              trigger={<ChipButton name={name} value={text} />}
            >
              <FilterForm
                field={field}
                ground={table.ground}
                condition={condition}
                onApply={(next) => {
                  put(conditions.with(at, next));
                  setOpen(null);
                }}
              />
            </Popover>
          </ChipFrame>
        );
      })}
      {unsaid.length > 0 && (
        <ChipFrame on label={t("ui.customers.filter_more")} onRemove={() => put(conditions, [])}>
          <span>{t("ui.customers.filter_more")}</span>
        </ChipFrame>
      )}
      {fresh && (
        <ChipFrame label={fieldLabel(table.entity, fresh.key)} onRemove={() => onAdding(null)}>
          <Popover
            label={t("ui.customers.filter_named", { field: fieldLabel(table.entity, fresh.key) })}
            isOpen
            onOpenChange={(shown) => !shown && onAdding(null)}
            trigger={<ChipButton name={fieldLabel(table.entity, fresh.key)} value="…" />}
          >
            <FilterForm
              field={fresh}
              ground={table.ground}
              condition={null}
              onApply={(next) => {
                put([...conditions, next]);
                onAdding(null);
              }}
            />
          </Popover>
        </ChipFrame>
      )}
      <Menu
        label={t("ui.customers.filter_add")}
        placement="bottom start"
        trigger={<Button icon={ListFilter}>{t("ui.customers.filter")}</Button>}
      >
        {ready.length > 0 && (
          <MenuPart title={t("ui.customers.filter_owned")}>
            {ready.map(({ id, label, run }) => (
              <MenuItem key={id} onAction={run}>
                {label}
              </MenuItem>
            ))}
          </MenuPart>
        )}
        {bySection(offered(fields)).map(([section, group]) => (
          <MenuPart key={section} title={message(`section.${section}`) ?? section}>
            {group.map(({ key }) => (
              <MenuItem key={key} onAction={() => onAdding(key)}>
                {fieldLabel(table.entity, key)}
              </MenuItem>
            ))}
          </MenuPart>
        ))}
      </Menu>
    </>
  );
}
