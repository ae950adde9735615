/** Another kind for a field: what its values become, and which do not, is told before anything changes. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type FieldKind, type FieldState, type Recast } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { kinds, kindWord } from "./field-kinds.ts";
import style from "./fields.module.css";

/** Kinds that can be written and read as text. */
const readable = kinds.filter((kind) => kind !== "ref" && kind !== "refs");
export const canRecast = ({ kind, shape }: FieldState) =>
  shape.formula === null && !shape.retired && kind !== "ref" && kind !== "refs";

/** The field that became another a moment ago: it is another line now, and the focus goes on in it. */
let recent = "";
export const wasRecast = ({ key }: FieldState) => recent === key;

function Told({ label, rows, bad = false }: { label: string; rows: readonly Recast[]; bad?: boolean }) {
  if (rows.length === 0) return null;
  return (
    <>
      <p className={bad ? style.wrong : style.help}>{label}</p>
      <dl className={style.trial}>
        {rows.map(({ title, was, becomes }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two records may have one name, and nothing moves here
          <div key={at}>
            <dt>{title}</dt>
            <dd>{becomes ? `${was} → ${becomes}` : was}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Plan({ field, to, onLeave }: { field: FieldState; to: FieldKind; onLeave: () => void }) {
  const { entity, key, shape } = field;
  const plan = read("fieldKindPlan", [entity, key, to], ["*"], () => commands.fieldKindPlan(entity, key, to));
  const { data, error } = useQuery({ ...plan, gcTime: 0 });
  const changing = useAction((lost: number) =>
    whileSaving(commands.fieldKindChange({ entity, key, kind: to, lost })),
  );
  const change = async (lost: number) => {
    const made = await changing.run(lost);
    if (!made) return;
    recent = made;
    say({
      text: t("ui.fields.recast_done", { field: shape.label }),
      action: { label: t("ui.undo"), run: undo },
    });
  };
  const refused = error ?? changing.error;
  const kind = kindWord(to);
  return (
    <fieldset className={style.recast} aria-label={t("ui.fields.recast", { kind })}>
      {refused && (
        <p className={style.wrong} role="alert">
          {sentence(refused)}
        </p>
      )}
      {data && (
        <div aria-live="polite">
          <p>
            {data.lost === 0
              ? t("ui.fields.recast_all", { n: data.converts, kind })
              : t("ui.fields.recast_some", { n: data.converts, lost: data.lost, kind })}
          </p>
          {data.choices.length > 0 && (
            <p className={style.help}>
              {t("ui.fields.recast_choices", { choices: data.choices.join(t("ui.list_comma")) })}
            </p>
          )}
          <Told label={t("ui.fields.recast_lost")} rows={data.losses} bad />
          <Told label={t("ui.fields.recast_samples")} rows={data.samples} />
        </div>
      )}
      <div className={style.bar}>
        <Button onPress={onLeave}>{t("ui.cancel")}</Button>
        {data && (
          <Button kind="main" busy={changing.busy} onPress={() => void change(data.lost)}>
            {data.lost === 0
              ? t("ui.fields.recast", { kind })
              : t("ui.fields.recast_anyway", { lost: data.lost })}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

export function RecastKind({ field }: { field: FieldState }) {
  const [to, setTo] = useState(field.kind);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wasRecast(field)) return;
    recent = "";
    box.current?.querySelector("button")?.focus();
  }, [field]);
  return (
    <div ref={box} className={style.wide}>
      <Select
        label={t("ui.fields.kind")}
        value={to}
        onChange={setTo}
        options={readable.map((id): { id: FieldKind; label: string } => ({ id, label: kindWord(id) }))}
      />
      {to !== field.kind && <Plan field={field} to={to} onLeave={() => setTo(field.kind)} />}
    </div>
  );
}
