/** A new field in one line: its name, its kind, and what that kind asks for. Enter adds it. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type FieldKind } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { catalog } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import { kinds, kindWord, type OwnKind, plain, told, workedOut } from "./field-kinds.ts";
import style from "./fields.module.css";
import { FormulaTrial } from "./formula-trial.tsx";

type Draft = {
  label: string;
  kind: OwnKind;
  /** worked out rather than typed */ formula: string | null;
  choices: string;
  target: string;
};

const empty: Draft = { label: "", kind: "text", formula: null, choices: "", target: "contact" };

const listed = (text: string): string[] =>
  text
    .split(/[、,，;；]/)
    .map((one) => one.trim())
    .filter(Boolean);

async function define(entity: string, draft: Draft): Promise<string> {
  const { label, kind, formula, choices, target } = draft;
  const points = kind === "ref" || kind === "refs";
  const offers = kind === "choice" || kind === "choices";
  const shape = { ...plain, label, formula };
  const key = await whileSaving(
    commands.fieldDefine(entity, kind, points ? target : null, shape, offers ? listed(choices) : []),
  );
  told();
  return key;
}

export function NewField({ entity }: { entity: string }) {
  const [draft, setDraft] = useState(empty);
  const { data } = useQuery(catalog);
  const adding = useAction(define);
  const change = (part: Partial<Draft>) => {
    adding.clear();
    setDraft((was) => ({ ...was, ...part }));
  };
  const { kind, formula } = draft;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.label.trim() === "") return;
    void adding.run(entity, draft).then((key) => key && setDraft({ ...empty, kind }));
  };
  const offered: readonly FieldKind[] = formula === null ? kinds : workedOut;
  return (
    <form className={style.add} onSubmit={submit} aria-label={t("ui.fields.add")}>
      <Field
        aria-label={t("ui.fields.name")}
        placeholder={t("ui.fields.add_hint")}
        value={draft.label}
        onChange={(label) => change({ label })}
        maxLength={40}
        error={adding.error && sentence(adding.error)}
        autoComplete="off"
      />
      <Select
        aria-label={t("ui.fields.kind")}
        value={kind}
        onChange={(next) => change({ kind: next as OwnKind })}
        options={offered.map((id) => ({ id, label: kindWord(id) }))}
      />
      <Select
        aria-label={t("ui.fields.how")}
        value={formula === null ? "typed" : "formula"}
        onChange={(how) =>
          change(
            how === "typed"
              ? { formula: null }
              : { formula: "", kind: workedOut.find((one) => one === kind && one !== "text") ?? "number" },
          )
        }
        options={[
          { id: "typed", label: t("ui.fields.typed") },
          { id: "formula", label: t("ui.fields.formula") },
        ]}
      />
      <Button type="submit" kind="line" busy={adding.busy} isDisabled={draft.label.trim() === ""}>
        {t("ui.fields.add_do")}
      </Button>
      {(kind === "choice" || kind === "choices") && (
        <div className={style.more}>
          <Field
            aria-label={t("ui.fields.choices")}
            placeholder={t("ui.fields.choices_hint")}
            value={draft.choices}
            onChange={(choices) => change({ choices })}
            autoComplete="off"
          />
        </div>
      )}
      {(kind === "ref" || kind === "refs") && (
        <div className={style.more}>
          <Select
            label={t("ui.fields.target")}
            value={draft.target}
            onChange={(target) => change({ target })}
            options={(data?.entities ?? []).map(({ key }) => ({
              id: key,
              label: entityLabel(key),
            }))}
          />
        </div>
      )}
      {formula !== null && (
        <div className={style.more}>
          <Field
            aria-label={t("ui.fields.formula")}
            placeholder={t("ui.fields.formula_hint")}
            value={formula}
            onChange={(text) => change({ formula: text })}
            autoComplete="off"
            spellCheck="false"
            mono
          />
          <FormulaTrial entity={entity} kind={kind} text={formula} />
        </div>
      )}
    </form>
  );
}
