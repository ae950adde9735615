/** After how many days a value is to be verified again, and which changes a second person looks at. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Field } from "../../components/field.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type FieldRule } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { rulesOf } from "../../ipc/field-rules.ts";
import { kindsIn } from "../../ipc/modules.ts";
import { catalog } from "../../ipc/query.ts";
import { ownName } from "../../ipc/second.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./freshness.module.css";

function store(rule: FieldRule, days: number | null, check: boolean): void {
  whileSaving(commands.fieldRuleSet(rule.entity, rule.field, days, check)).catch(complain);
}

function RuleRow({ rule }: { rule: FieldRule }) {
  const field = fieldLabel(rule.entity, rule.field);
  const days = rule.stale_after ?? 0;
  return (
    <Row label={field} detail={rule.own ? t("ui.freshness.own") : null}>
      <div className={style.controls}>
        {rule.ages && (
          <NumberField
            label={t("ui.freshness.days", { field })}
            value={days}
            min={0}
            max={3650}
            onChange={(next) => next !== days && store(rule, next, rule.check)}
          />
        )}
        <span className={style.check}>
          {rule.confirm !== null && (
            <Switch
              aria-label={t("ui.freshness.confirm", { field })}
              value={rule.confirm}
              onChange={(on) =>
                whileSaving(commands.fieldConfirmSet(rule.entity, rule.field, on)).catch(complain)
              }
            />
          )}
        </span>
        <span className={style.check}>
          <Switch
            aria-label={t("ui.freshness.check", { field })}
            value={rule.check}
            // Nothing said is as usual, and of an own field, whose days are its definition's, as they stand.
            onChange={(check) =>
              store(rule, rule.own || rule.stale_after === rule.usual ? null : days, check)
            }
          />
        </span>
      </div>
    </Row>
  );
}

/** Only who is known by name can be told from a second person. */
function OwnName() {
  const { data } = useQuery(ownName);
  const [text, setText] = useState<string | null>(null);
  const storing = useAction((name: string) => whileSaving(commands.ownNameSet(name)));
  const store = () => {
    if (text !== null && text.trim() !== (data ?? "")) void storing.run(text);
    else setText(null);
  };
  return (
    <Row label={t("ui.quality.own_name")} detail={t("ui.quality.own_name_detail")}>
      <Field
        aria-label={t("ui.quality.own_name")}
        value={text ?? data ?? ""}
        onChange={setText}
        onBlur={store}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !isComposing(event)) store();
        }}
        error={storing.error && sentence(storing.error)}
        maxLength={60}
        autoComplete="off"
      />
    </Row>
  );
}

export function Freshness() {
  const { data: known } = useQuery(catalog);
  const [entity, setEntity] = useState("unit");
  const { data: rules } = useQuery(rulesOf(entity));
  if (!known) return null;
  const ages = rules?.some((rule) => rule.ages);
  return (
    <Part title={t("ui.settings.part.freshness")}>
      <Row label={t("ui.freshness.which")} detail={t("ui.freshness.detail")}>
        <Select
          aria-label={t("ui.freshness.which")}
          value={entity}
          onChange={setEntity}
          options={kindsIn(known).map(({ key }) => ({ id: key, label: entityLabel(key) }))}
        />
      </Row>
      <OwnName />
      <div className={style.head} aria-hidden>
        {ages && <span className={style.days}>{t("ui.freshness.days_head")}</span>}
        <span className={style.check}>{t("ui.freshness.confirm_head")}</span>
        <span className={style.check}>{t("ui.freshness.check_head")}</span>
      </div>
      {rules?.map((rule) => (
        <RuleRow key={`${rule.entity}.${rule.field}`} rule={rule} />
      ))}
    </Part>
  );
}
