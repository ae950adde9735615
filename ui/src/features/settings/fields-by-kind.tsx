/** Which kinds of unit have which of the program's fields: a field a row, a kind a column. What is out of sight keeps what it holds. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Check } from "../../components/toggle.tsx";
import { type Catalog, commands, type FieldInfo } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { offered } from "../../ipc/modules.ts";
import { catalog as catalogQuery, queryClient } from "../../ipc/query.ts";
import { choicesOffered, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import { turns } from "../../lib/turns.ts";
import { told } from "./field-kinds.ts";
import style from "./fields-by-kind.module.css";

/** What each unit must hold, and where it stands, is of all of them. */
const fixed = ["parent", "group"];
const inTurn = turns();

const freeOf = (fields: readonly FieldInfo[]) =>
  offered(fields).filter(
    ({ key, label, required, computed }) => label === null && !required && !computed && !fixed.includes(key),
  );

/** The kinds there are: those offered, and with them those that are retired, of which there may be units yet. */
type Kinds = { readonly offered: readonly string[]; readonly all: readonly string[] };

/** Onto what stands by then: of two quick presses none takes the other back. */
function set(field: string, kind: string, on: boolean, { offered: shown, all }: Kinds): Promise<void> {
  return inTurn(async () => {
    const now = queryClient.getQueryData(catalogQuery.queryKey);
    const unit = now?.entities.find(({ key }) => key === "unit");
    const had = unit?.fields.find(({ key }) => key === field)?.kinds ?? [];
    const chosen = had.length === 0 ? all : had;
    const next = on ? [...chosen, kind] : chosen.filter((one) => one !== kind);
    // All of them is none in particular, and none at all is not to be had.
    const kinds = next.length === 0 || shown.every((one) => next.includes(one)) ? [] : next;
    await whileSaving(commands.fieldLimit(field, kinds));
    await queryClient.refetchQueries({ queryKey: catalogQuery.queryKey });
    told();
  });
}

export function FieldsByKind({ catalog }: { catalog: Catalog }) {
  const [open, setOpen] = useState(false);
  const unit = catalog.entities.find(({ key }) => key === "unit");
  const kinds = choicesOffered(catalog.choices, "unit_kind");
  const there: Kinds = {
    offered: kinds.map(({ id }) => id),
    all: catalog.choices.filter(({ list }) => list === "unit_kind").map(({ code }) => code),
  };
  const fields = freeOf(unit?.fields ?? []);
  const limited = fields.filter((field) => field.kinds.length > 0).length;
  return (
    <section className={style.part}>
      <div className={style.head}>
        <Button icon={open ? ChevronDown : ChevronRight} aria-expanded={open} onPress={() => setOpen(!open)}>
          {t("ui.fields.by_kind")}
        </Button>
        {limited > 0 && <span className={style.count}>{t("ui.fields.by_kind_count", { n: limited })}</span>}
      </div>
      {open && (
        <>
          <p className={style.help}>{t("ui.fields.by_kind_detail")}</p>
          <table className={style.table} aria-label={t("ui.fields.by_kind")}>
            <thead>
              <tr>
                <th scope="col">{t("ui.fields.by_kind_field")}</th>
                {kinds.map(({ id, label }) => (
                  <th key={id} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fields.map(({ key, kinds: has }) => {
                const label = fieldLabel("unit", key);
                const only = there.offered.filter((kind) => has.includes(kind)).length === 1;
                return (
                  <tr key={key}>
                    <th scope="row">{label}</th>
                    {kinds.map((kind) => {
                      const on = has.length === 0 || has.includes(kind.id);
                      return (
                        <td key={kind.id}>
                          <Check
                            aria-label={t("ui.fields.by_kind_of", { field: label, kind: kind.label })}
                            value={on}
                            isDisabled={only && on}
                            onChange={(next) => void set(key, kind.id, next, there).catch(complain)}
                          />
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
