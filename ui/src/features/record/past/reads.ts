/** What is read of a record as it stood: the record itself, what was worked out for it, and what belonged to it. */
import {
  type Catalog,
  commands,
  type FieldInfo,
  type Id,
  type Line,
  type Query,
  type RecordDto,
  type Value,
} from "../../../ipc/bindings.ts";
import { read } from "../../../ipc/query.ts";
import { fieldsOf } from "../words.ts";

export const recordThen = (entity: string, id: Id, at: number) =>
  read("recordAt", [entity, id, at], ["catalog"], () => commands.recordAt(entity, id, at));

/** So many of a kind are listed; how many there were is said. */
const LISTED = 50;

async function inView<T>(
  at: number,
  query: Query,
  look: (view: number, n: number) => Promise<T>,
): Promise<T> {
  const info = await commands.pastViewOpen(at, query);
  try {
    return await look(info.view, info.records);
  } finally {
    commands.viewClose(info.view).catch(() => undefined);
  }
}

const question = (entity: string, fields: readonly FieldInfo[], filter: Query["filter"]): Query => ({
  entity,
  filter,
  sort: [],
  group: null,
  folded: [],
  search: null,
  columns: fields.map(({ key }) => key),
});

function valuesIn(line: Line | undefined, fields: readonly FieldInfo[]): Record<string, Value> {
  if (line?.kind !== "record") return {};
  return Object.fromEntries(fields.flatMap(({ key }, at) => (line.cells[at] ? [[key, line.cells[at]]] : [])));
}

/** The figures of then: worked out anew out of what stood then, so they ask for the whole vault of that instant. */
export const figuresThen = (catalog: Catalog | undefined, entity: string, id: Id, at: number) =>
  read("figuresThen", [entity, id, at], ["catalog"], () => {
    const computed = catalog ? fieldsOf(catalog, entity).filter((field) => field.computed) : [];
    return inView(at, question(entity, computed, null), async (view) => {
      const line = await commands.viewFind(view, id);
      const lines = line === null ? [] : await commands.viewLines(view, line, 1);
      return valuesIn(lines[0], computed);
    });
  });

export type KindThen = { entity: string; field: string; count: number; records: RecordDto[] };

/** What pointed at the record then, kind by kind; kinds of which there was nothing are left out. */
export const relatedThen = (catalog: Catalog | undefined, entity: string, id: Id, at: number) =>
  read("relatedThen", [entity, id, at], ["catalog"], async () => {
    const kinds: KindThen[] = [];
    for (const { entity: other, field } of catalog ? await commands.related(entity, id) : []) {
      const fields = catalog ? fieldsOf(catalog, other) : [];
      const filter = { field, op: "in" as const, values: [{ t: "ref" as const, v: { id, label: "" } }] };
      const kind = await inView(at, question(other, fields, filter), async (view, count) => {
        const lines = count > 0 ? await commands.viewLines(view, 0, LISTED) : [];
        const records = lines.flatMap((line): RecordDto[] => {
          if (line.kind !== "record") return [];
          const values = valuesIn(line, fields);
          return [{ entity: other, id: line.id, rev: line.rev, warnings: [], deleted: false, values }];
        });
        return { entity: other, field, count, records };
      });
      if (kind.count > 0) kinds.push(kind);
    }
    return kinds;
  });
