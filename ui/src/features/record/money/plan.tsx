/** Payment terms, read while they are typed: what they come to stands below before anything is made. */
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Notice } from "../../../components/notice.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Catalog, commands, type Plan, type RecordDto } from "../../../ipc/bindings.ts";
import { sentence, warningText } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { type KeptForm, useStandingForm } from "../../../ipc/kept-form.ts";
import { read } from "../../../ipc/query.ts";
import { valueText } from "../../../ipc/value-text.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import { choiceWord, textOf } from "../words.ts";
import style from "./money.module.css";

const planOf = (contract: string, terms: string) =>
  read("planInstalments", [contract, terms], ["contract"], () => commands.planInstalments(contract, terms));

function Preview({ plan, catalog }: { plan: Plan; catalog: Catalog }) {
  return (
    <div aria-live="polite" data-testid="plan">
      <ol className={style.rows}>
        {plan.rows.map((row) => (
          <li key={row.seq} className={style.row}>
            <span className={style.name}>{row.name}</span>
            <span className={style.when}>
              {choiceWord(catalog, "instalment_trigger", row.trigger)}
              {" · "}
              {row.due_on.t === "date" ? row.due_on.v : t("ui.money.no_day")}
            </span>
            <span className={style.state}>{row.share.t === "percent" && valueText(row.share)}</span>
            <span className={style.sum}>{valueText(row.amount)}</span>
          </li>
        ))}
      </ol>
      {plan.problems.map((problem) => (
        <Notice key={problem.key} tone="bad">
          {warningText(problem)}
        </Notice>
      ))}
      {plan.unread.length > 0 && (
        <Notice tone="warn">{t("ui.money.unread", { words: plan.unread.join(t("ui.list_comma")) })}</Notice>
      )}
      {plan.remarks.map((remark) => (
        <Notice key={remark.key}>{warningText(remark)}</Notice>
      ))}
    </div>
  );
}

type PlanProps = { contract: RecordDto; catalog: Catalog };
type Given = {
  readonly terms: string /** what the contract said when they were begun */;
  readonly begunOn: string;
};

/** What was typed and not made is there again after a lock. */
export function PlanTerms({ contract, catalog }: PlanProps) {
  const held = textOf(contract, "terms");
  const form = useStandingForm<Given>(`terms@${contract.id}`, { terms: held, begunOn: held });
  return form.shown && <Form contract={contract} catalog={catalog} terms={form.shown.terms} form={form} />;
}

function Form({ contract, catalog, terms, form }: PlanProps & { terms: string; form: KeptForm<Given> }) {
  const said = terms.trim();
  const { data: plan } = useQuery({ ...planOf(contract.id, said), enabled: said !== "" });
  const making = useAction(() => whileSaving(() => commands.makeInstalments(contract.id, said)));
  const ready = plan && plan.rows.length > 0 && plan.problems.length === 0;
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const made = await form.sending(making.run);
    if (!made) return;
    form.close();
    const count = made.records.length;
    toast(t("ui.money.made", { count }), { label: t("ui.undo"), run: undo });
  };
  return (
    <form className={style.form} aria-label={t("ui.money.plan")} onSubmit={(event) => void make(event)}>
      <Field
        label={t("ui.money.terms")}
        placeholder={t("ui.money.terms_hint")}
        value={terms}
        onChange={(next) => form.change({ terms: next })}
        error={making.error && sentence(making.error)}
        autoComplete="off"
      />
      {said !== "" && plan && <Preview plan={plan} catalog={catalog} />}
      {ready && (
        <div className={style.acts}>
          <Button type="submit" kind="main" busy={making.busy}>
            {t("ui.money.make", { count: plan.rows.length })}
          </Button>
        </div>
      )}
    </form>
  );
}
