/** One field of the user's own: its name, its place, and on demand all that is said of it. */
import { useQuery } from "@tanstack/react-query";
import { ArchiveRestore, ArrowDown, ArrowUp, CircleOff, Settings2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { NumberField } from "../../components/number-field.tsx";
import { Select } from "../../components/select.tsx";
import { Check } from "../../components/toggle.tsx";
import type { Catalog, FieldShape, FieldState } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { rulesOf } from "../../ipc/field-rules.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { message, t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import { kindWord, reshape } from "./field-kinds.ts";
import style from "./fields.module.css";
import { FormulaTrial } from "./formula-trial.tsx";
import { KeptText } from "./kept-text.tsx";
import { canRecast, RecastKind, wasRecast } from "./recast.tsx";

const sections = ["general", "sales", "finance", "service", "confidential", "time"];
/** The formula as it is being written, tried at each key and kept on Enter or on leaving. */
function Formula({ field }: { field: FieldState }) {
  return (
    <div className={style.wide}>
      <KeptText
        label={t("ui.fields.formula")}
        value={field.shape.formula ?? ""}
        store={(formula) => reshape(field, () => ({ formula }))}
        labelled
        mono
      >
        {(draft) => <FormulaTrial entity={field.entity} kind={field.kind} text={draft} />}
      </KeptText>
    </div>
  );
}

function Kinds({ field, catalog }: { field: FieldState; catalog: Catalog }) {
  const { kinds } = field.shape;
  const all = choicesOffered(catalog.choices, "unit_kind");
  const set = (id: string, on: boolean) => {
    reshape(field, (now) => {
      const chosen = now.kinds.length === 0 ? all.map((one) => one.id) : now.kinds;
      const rest = chosen.filter((one) => one !== id);
      const next = on ? [...rest, id] : rest;
      // All of them is none in particular, and none at all is not to be had.
      return { kinds: next.length === all.length || next.length === 0 ? [] : next };
    }).catch(complain);
  };
  return (
    <fieldset className={style.kinds}>
      <legend>{t("ui.fields.kinds")}</legend>
      {all.map(({ id, label }) => (
        <Check key={id} value={kinds.length === 0 || kinds.includes(id)} onChange={(on) => set(id, on)}>
          {label}
        </Check>
      ))}
    </fieldset>
  );
}

/** How much it matters to know it, and for how long a value is taken to be true. */
function Counts(props: { shape: FieldShape; change: (part: Partial<FieldShape>) => void }) {
  const { shape, change } = props;
  return (
    <>
      <div className={style.number}>
        <span>{t("ui.fields.importance")}</span>
        <NumberField
          label={t("ui.fields.importance")}
          value={shape.importance}
          min={0}
          max={5}
          onChange={(importance) => change({ importance })}
        />
      </div>
      <div className={style.number}>
        <span>{t("ui.fields.stale")}</span>
        <NumberField
          label={t("ui.fields.stale")}
          value={shape.stale_after_days ?? 0}
          min={0}
          max={3650}
          onChange={(days) => change({ stale_after_days: days === 0 ? null : days })}
        />
      </div>
    </>
  );
}

function Details({ field, catalog }: { field: FieldState; catalog: Catalog }) {
  const { shape } = field;
  const { data: rules } = useQuery(rulesOf(field.entity));
  // Elsewhere nothing grows old and nothing is scored by what is known.
  const ages = rules?.some((rule) => rule.field === field.key && rule.ages);
  const change = (part: Partial<FieldShape>) => void reshape(field, () => part).catch(complain);
  return (
    <div className={style.details}>
      <KeptText
        label={t("ui.fields.help_of", { field: shape.label })}
        hint={t("ui.fields.help")}
        value={shape.help ?? ""}
        store={(help) => reshape(field, () => ({ help: help || null }))}
      />
      <Select
        aria-label={t("ui.fields.section")}
        value={shape.section}
        onChange={(section) => change({ section })}
        options={sections.map((id) => ({ id, label: message(`section.${id}`) ?? id }))}
      />
      {shape.formula === null && (
        <Check value={shape.required} onChange={(required) => change({ required })}>
          {t("ui.fields.required")}
        </Check>
      )}
      {ages && <Counts shape={shape} change={change} />}
      {canRecast(field) && <RecastKind field={field} />}
      {field.entity === "unit" && <Kinds field={field} catalog={catalog} />}
      {shape.formula !== null && <Formula field={field} />}
    </div>
  );
}

export function OwnField(props: {
  field: FieldState;
  catalog: Catalog;
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
}) {
  const { field, catalog, first, last, onMove } = props;
  const { label, retired, formula } = field.shape;
  const [open, setOpen] = useState(wasRecast(field));
  const named = { field: label };
  // Before the fields, which keep every key to themselves.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    const combo = comboOf(event.nativeEvent);
    if (isComposing(event) || (combo !== "alt+up" && combo !== "alt+down")) return;
    event.preventDefault();
    onMove(combo === "alt+up" ? -1 : 1);
  };
  return (
    <li className={style.field} data-retired={retired || undefined} onKeyDownCapture={onKeyDownCapture}>
      <KeptText
        label={t("ui.fields.name_of", named)}
        value={label}
        store={(next) => reshape(field, () => ({ label: next }))}
      />
      <span className={style.what}>
        {kindWord(field.kind)}
        {formula !== null && ` · ${t("ui.fields.formula")}`}
        {retired && ` · ${t("ui.lists.retired")}`}
      </span>
      <span className={style.acts}>
        <IconButton
          label={t("ui.fields.details", named)}
          icon={Settings2}
          aria-expanded={open}
          onPress={() => setOpen(!open)}
        />
        <IconButton
          label={t("ui.lists.up", { choice: label })}
          icon={ArrowUp}
          combo="alt+up"
          isDisabled={first}
          onPress={() => onMove(-1)}
        />
        <IconButton
          label={t("ui.lists.down", { choice: label })}
          icon={ArrowDown}
          combo="alt+down"
          isDisabled={last}
          onPress={() => onMove(1)}
        />
        <IconButton
          label={t(retired ? "ui.lists.restore" : "ui.lists.retire", { choice: label })}
          icon={retired ? ArchiveRestore : CircleOff}
          onPress={() => void reshape(field, () => ({ retired: !retired })).catch(complain)}
        />
      </span>
      {open && <Details field={field} catalog={catalog} />}
    </li>
  );
}
