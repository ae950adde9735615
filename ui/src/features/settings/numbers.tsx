/** How records are numbered: a rule for each kind of record that has a code, and for each kind of unit. */
import { useQuery } from "@tanstack/react-query";
import { Part, Row } from "../../components/row.tsx";
import { commands } from "../../ipc/bindings.ts";
import { kindsIn } from "../../ipc/modules.ts";
import { catalog, read } from "../../ipc/query.ts";
import { choicesOffered, entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import { told } from "./field-kinds.ts";
import { KeptText } from "./kept-text.tsx";

const numberings = read("numberings", [], ["numbering", "unit", "product", "contract"], commands.numberings);

async function store(entity: string, kind: string | null, pattern: string): Promise<boolean> {
  await whileSaving(commands.numberingSet(entity, kind, pattern));
  told();
  return true;
}

export function Numbers() {
  const { data: known } = useQuery(catalog);
  const { data: rules } = useQuery(numberings);
  if (!known || !rules) return null;
  const numbered = kindsIn(known).filter(({ fields }) =>
    fields.some(({ key, computed }) => key === "code" && !computed),
  );
  const lines = numbered.flatMap(({ key }) => [
    { entity: key, kind: null, label: entityLabel(key) },
    ...(key === "unit" ? choicesOffered(known.choices, "unit_kind") : []).map(({ id, label }) => ({
      entity: key,
      kind: id,
      label: `${entityLabel(key)} · ${label}`,
    })),
  ]);
  return (
    <Part
      title={t("ui.settings.part.numbers")}
      note={t("ui.numbers.detail", { example: "JT-{yyyy}-{0001}" })}
    >
      {lines.map(({ entity, kind, label }) => {
        const rule = rules.find((one) => one.entity === entity && one.kind === kind);
        const whole = kind !== null && rules.some((one) => one.entity === entity && one.kind === null);
        const without = whole ? t("ui.numbers.as_all", { of: entityLabel(entity) }) : t("ui.numbers.none");
        return (
          <Row key={label} label={label} detail={rule ? t("ui.numbers.next", { code: rule.next }) : without}>
            <KeptText
              label={t("ui.numbers.rule", { of: label })}
              hint="JT-{yyyy}-{0001}"
              value={rule?.pattern ?? ""}
              store={(pattern) => store(entity, kind, pattern)}
            />
          </Row>
        );
      })}
    </Part>
  );
}
