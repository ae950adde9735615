/** What a paste or fill would do where the core refuses some of it: read first, then write the rest or nothing. */
import { useEffect, useRef } from "react";
import { Button } from "../../components/button.tsx";
import type { Id } from "../../ipc/bindings.ts";
import { warningText } from "../../ipc/error.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import type { Planned } from "./write.ts";
import style from "./write-plan.module.css";

/** Refusals listed one by one; more are counted. */
const LISTED = 50;

type PlanProps = {
  readonly planned: Planned;
  /** A customer's name, as far as its line is loaded. */
  readonly titleField: string;
  readonly nameOf: (id: Id) => string | null;
  readonly onWrite: () => void;
  readonly onCancel: () => void;
};

export function WritePlan({
  planned: { entity, block, plan },
  titleField,
  nameOf,
  onWrite,
  onCancel,
}: PlanProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const refused = plan.cells.filter((cell) => cell.refused);
  return (
    <section
      className={style.plan}
      aria-label={t("ui.customers.plan")}
      data-plan
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event)) return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <header className={style.head}>
        <h2>{t("ui.customers.plan")}</h2>
        <p>
          {t("ui.customers.plan_counts", { ok: plan.accepted, bad: plan.refused })}
          {block.beyond > 0 && ` · ${t("ui.customers.plan_beyond", { n: block.beyond })}`}
          {block.beside > 0 && ` · ${t("ui.customers.plan_beside", { n: block.beside })}`}
        </p>
      </header>
      {refused.length > 0 && (
        <section
          className={style.list}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          aria-label={t("ui.customers.plan_counts", { ok: plan.accepted, bad: plan.refused })}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{t("ui.customers.plan_row")}</th>
                <th scope="col">{fieldLabel(entity, titleField)}</th>
                <th scope="col">{t("ui.customers.columns")}</th>
                <th scope="col">{t("ui.customers.plan_text")}</th>
                <th scope="col">{t("ui.customers.plan_reason")}</th>
              </tr>
            </thead>
            <tbody>
              {refused.slice(0, LISTED).map(({ row, column, refused: why }) => (
                <tr key={`${row}/${column}`}>
                  <td>{number(row + 1)}</td>
                  <td>{nameOf(block.rows[row]?.id ?? "")}</td>
                  <td>{fieldLabel(entity, block.columns[column] ?? "")}</td>
                  <td>{block.text[row]?.[column]}</td>
                  <td>{why && warningText(why)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {refused.length > LISTED && (
            <p className={style.more}>{t("ui.customers.plan_more", { n: refused.length - LISTED })}</p>
          )}
        </section>
      )}
      <footer className={style.acts}>
        <p>{t("ui.customers.plan_undo")}</p>
        <Button onPress={onCancel} {...(plan.accepted === 0 && { ref: first })}>
          {t("ui.cancel")}
        </Button>
        {plan.accepted > 0 && (
          <Button kind="main" onPress={onWrite} ref={first}>
            {t("ui.customers.plan_write", { n: plan.accepted })}
          </Button>
        )}
      </footer>
    </section>
  );
}
