/**
 * The units right below a unit, those beside it under the same one, and its legal representative with whom else they
 * head: each a press away.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import {
  commands,
  type Filter,
  type Id,
  type RecordDto,
  type Ref,
  type UnitSheet,
} from "../../../ipc/bindings.ts";
import { read } from "../../../ipc/query.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { go, openRecord } from "../../../lib/place.ts";
import style from "./kin.module.css";

/** So many are named; the others are in the tree. */
const NAMED = 12;
/** So many have room in the one line that is kept for them; so many more are named with each asking for them. */
const HEADED = 4;
const MORE = 48;

/** One more than is named, for a unit may be among those beside itself. */
const under = (parent: Id | null) => ({
  ...read("kin", [parent], ["unit"], () => commands.treeChildren(parent ?? "", 0, NAMED + 1, null)),
  enabled: parent !== null,
});

/** Who has the same person at its head, or one of that name: who is the same is for people to say. */
function headedAs({ values }: RecordDto): Filter | null {
  const any: Filter[] = [];
  const { legal_rep_contact: person, legal_rep: name } = values;
  if (person?.t === "ref") any.push({ field: "legal_rep_contact", op: "in", values: [person] });
  if (name?.t === "text" && name.v !== "") any.push({ field: "legal_rep", op: "eq", values: [name] });
  return any.length > 0 ? { any } : null;
}

/** Customers that fit, by name, as far as they are named here, one more; and how many there are. */
async function fitting(filter: Filter, most: number): Promise<{ units: readonly Ref[]; of: number }> {
  const info = await commands.viewOpen({
    entity: "unit",
    filter,
    sort: [],
    group: null,
    folded: [],
    search: null,
    columns: ["legal_name"],
  });
  try {
    const lines = await commands.viewLines(info.view, 0, most + 1);
    const units = lines.flatMap((line): Ref[] => {
      const name = line.kind === "record" ? line.cells[0] : undefined;
      return line.kind === "record" && name?.t === "text" ? [{ id: line.id, label: name.v }] : [];
    });
    return { units, of: info.records };
  } finally {
    // The core forgets it at the latest when the vault locks.
    commands.viewClose(info.view).catch(() => undefined);
  }
}

/** Nobody is looked for where nobody heads it. */
const headed = (record: RecordDto, most: number) => {
  const filter = headedAs(record);
  return {
    ...read("headed", [filter, most], ["unit"], async () =>
      filter ? fitting(filter, most) : { units: [], of: 0 },
    ),
    enabled: filter !== null,
  };
};

const aboveOf = (sheet: UnitSheet | undefined): Ref | null => sheet?.path.at(-1) ?? null;
const belowOf = (sheet: UnitSheet | undefined): Id | null =>
  sheet && sheet.children > 0 ? sheet.record.id : null;

/**
 * Whether they are still being read: what stands above the tabs is known before they are drawn. Who is headed likewise
 * is looked for among all customers, and nobody waits for that: it has a line of its own, which is there before.
 */
export function useKinWaits(sheet: UnitSheet | undefined): boolean {
  const below = useQuery(under(belowOf(sheet)));
  const beside = useQuery(under(aboveOf(sheet)?.id ?? null));
  return below.isLoading || beside.isLoading;
}

type RowProps = {
  label: string;
  /** the same in fewer words, where those around it say the rest */ told?: string;
  units: readonly Ref[];
  of: number;
  /** the unit in the tree at which the others stand */ more?: Id;
  /** names more of them, where they stand in no tree */ onMore?: () => void;
};

function Row({ label, told = label, units, of, more, onMore }: RowProps) {
  const named = onMore ? units : units.slice(0, NAMED);
  const rest = of - named.length;
  const row = useRef<HTMLElement>(null);
  /** the first of those that were asked for */
  const asked = useRef<number | null>(null);
  useEffect(() => {
    const at = asked.current;
    if (at === null || named.length <= at) return;
    asked.current = null;
    // The button that asked may be gone with the last of them: the keyboard goes on at what it brought.
    row.current?.querySelectorAll<HTMLElement>("button")[at]?.focus();
  }, [named.length]);
  if (named.length === 0) return null;
  return (
    <nav ref={row} className={style.row} aria-label={label}>
      <span className={style.label}>{told}</span>
      {named.map((unit) => (
        <button
          key={unit.id}
          type="button"
          className={style.chip}
          title={unit.label}
          onClick={() => openRecord({ entity: "unit", id: unit.id })}
        >
          {unit.label}
        </button>
      ))}
      {rest > 0 && onMore && (
        <button
          type="button"
          className={style.rest}
          aria-label={t("ui.record.kin_more_here", { label, n: rest })}
          onClick={() => {
            asked.current = named.length;
            onMore();
          }}
        >
          {t("ui.record.kin_more", { n: rest })}
        </button>
      )}
      {rest > 0 && more !== undefined && (
        <button
          type="button"
          className={style.chip}
          aria-label={t("ui.record.kin_more_of", { label, n: rest })}
          onClick={() => go({ at: "groups", record: { entity: "unit", id: more } })}
        >
          {t("ui.record.kin_more", { n: rest })}
        </button>
      )}
    </nav>
  );
}

/**
 * Who heads it, and whom else. The line is there from the first and stays one line: what is found later moves nothing. It
 * becomes as many as it needs once the rest is asked for.
 */
function Headed({ record }: { record: RecordDto }) {
  const [most, setMost] = useState(HEADED);
  const { data: likewise } = useQuery({ ...headed(record, most), placeholderData: (before) => before });
  const { legal_rep_contact: person, legal_rep: name } = record.values;
  const head = person?.t === "ref" ? person.v.label : name?.t === "text" ? name.v : "";
  if (headedAs(record) === null) return null;
  const others = likewise?.units.filter(({ id }) => id !== record.id) ?? [];
  return (
    <div className={style.headed} data-whole={most > HEADED || undefined}>
      <span className={style.label}>{fieldLabel("unit", "legal_rep")}</span>
      <span className={style.who}>{head}</span>
      {likewise && others.length > 0 && (
        <Row
          label={t("ui.record.kin_headed")}
          told={t("ui.record.kin_headed_also")}
          units={others.slice(0, most)}
          of={likewise.of - 1}
          onMore={() => setMost((was) => was + MORE)}
        />
      )}
    </div>
  );
}

export function Kin({ sheet }: { sheet: UnitSheet }) {
  const { record } = sheet;
  const above = aboveOf(sheet);
  const { data: below } = useQuery(under(belowOf(sheet)));
  const { data: beside } = useQuery(under(above?.id ?? null));
  const others = beside?.nodes.filter(({ id }) => id !== record.id) ?? [];
  return (
    <>
      {below && <Row label={t("ui.record.below")} units={below.nodes} of={below.of} more={record.id} />}
      {above && beside && (
        <Row label={t("ui.record.kin_beside")} units={others} of={beside.of - 1} more={above.id} />
      )}
      <Headed key={record.id} record={record} />
    </>
  );
}
