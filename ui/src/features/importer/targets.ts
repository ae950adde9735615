/** What a column may become: the fields of the catalog by entity, and the units an amount may be in. */
import type { Option, OptionGroup } from "../../components/select.tsx";
import type { Catalog, ImportTarget } from "../../ipc/bindings.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";

/** What a column may be called that is no field: a bank's two amounts, and the number of a record. */
const columns: Record<string, "ui.import.money_in" | "ui.import.money_out" | "record.id"> = {
  in: "ui.import.money_in",
  out: "ui.import.money_out",
  id: "record.id",
};

/** Of a ledger every field it can hold; of a sheet of one kind that kind's, and the unit above its own. */
export function targetGroups(
  targets: readonly ImportTarget[],
  kinds: readonly string[],
  kind: string | null,
  catalog: Catalog | undefined,
  used: ReadonlySet<string | null>,
): OptionGroup[] {
  const groups: OptionGroup[] = [];
  const hidden = new Set(
    catalog?.entities.flatMap(({ key: of, fields }) =>
      fields.flatMap((field) => (field.hidden ? [`${of}.${field.key}`] : [])),
    ),
  );
  // Of a module that is out of sight only what a column goes to already, and all of the kind the sheet holds.
  const offers = ({ key, entity }: ImportTarget) => entity === kind || used.has(key) || !hidden.has(key);
  const fits = ({ key, entity }: ImportTarget) =>
    kind === null ? !kinds.includes(entity) : entity === kind || key === "unit.parent";
  for (const { key, entity, field } of targets.filter(fits).filter(offers)) {
    let group = groups.find(({ id }) => id === entity);
    if (!group) {
      group = { id: entity, label: entityLabel(entity), options: [] };
      groups.push(group);
    }
    const column = columns[field];
    const name = column ? t(column) : fieldLabel(entity, field);
    // Closed, the box shows this alone: another entity's field says whose it is.
    const own = entity === (kind ?? "unit");
    group.options.push({ id: key, label: own ? name : `${group.label} · ${name}` });
  }
  return groups;
}

export function isMoney(target: string | null, catalog: Catalog | undefined): boolean {
  const [entity, field] = target?.split(".") ?? [];
  if (field === "in" || field === "out") return true;
  const fields = catalog?.entities.find(({ key }) => key === entity)?.fields;
  return fields?.find(({ key }) => key === field)?.kind === "money";
}

const units = ["1", "1000", "10000", "1000000", "100000000"];

/** What one unit in the sheet may be; the currency the file names stays with it. */
export function unitOptions(current: string | null): Option[] {
  const [, currency] = (current ?? "1").split(" ");
  const options = units.map((unit) => ({
    id: currency ? `${unit} ${currency}` : unit,
    label: t(`ui.import.unit.${unit as "1"}`, { currency: currency ?? "none" }),
  }));
  if (current && !options.some(({ id }) => id === current)) options.push({ id: current, label: current });
  return options;
}
