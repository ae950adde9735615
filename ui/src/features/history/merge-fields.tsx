/** Two records side by side: who stays at the head, then each field they do not share, and whose value it keeps. */
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { Mark } from "../../components/chip.tsx";
import type { Id, MergeField, MergePlan, Take } from "../../ipc/bindings.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./merge.module.css";

type FieldsProps = {
  plan: MergePlan;
  /** the record at the left, whoever stays */ first: Id;
  winner: Id;
  takes: Readonly<Record<string, Take>>;
  onWinner: (id: Id) => void;
  /** what belongs together is taken together */ onTake: (field: MergeField, take: Take) => void;
};

function Cell({ value, wide, children }: { value: string; wide?: boolean; children: ReactNode }) {
  return (
    <Radio value={value} className={style.cell ?? ""} data-wide={wide || undefined}>
      <span className={style.sign} aria-hidden>
        <Check size={12} strokeWidth={3} />
      </span>
      <span className={style.words}>{children}</span>
    </Radio>
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function MergeFields({ plan, first, winner, takes, onWinner, onTake }: FieldsProps) {
  const valueText = useValueText();
  const leftWins = plan.winner.id === first;
  const [left, right] = leftWins ? [plan.winner, plan.loser] : [plan.loser, plan.winner];
  const differ = plan.fields.filter((field) => !same(field.winner, field.loser));
  const shared = plan.fields.length - differ.length;
  const line = (field: MergeField) => {
    const path = `${plan.entity}.${field.field}`;
    const [own, other] = leftWins ? [field.winner, field.loser] : [field.loser, field.winner];
    const [ownTake, otherTake]: [Take, Take] = leftWins ? ["winner", "loser"] : ["loser", "winner"];
    const label = fieldLabel(plan.entity, field.field);
    return (
      <RadioGroup
        key={field.field}
        className={style.row ?? ""}
        aria-label={label}
        value={takes[field.field] ?? field.take}
        onChange={(take) => onTake(field, take as Take)}
      >
        <span className={style.name} aria-hidden>
          {label}
        </span>
        <Cell value={ownTake}>{valueText(path, own)}</Cell>
        <Cell value={otherTake}>{valueText(path, other)}</Cell>
        {field.list && (
          <Cell value="both" wide>
            {t("ui.merge.both")}
          </Cell>
        )}
      </RadioGroup>
    );
  };
  const clashing = differ.filter(({ clash }) => clash);
  const rest = differ.filter(({ clash }) => !clash);
  return (
    <div className={style.fields}>
      <RadioGroup
        className={style.row ?? ""}
        data-head
        aria-label={t("ui.merge.stays")}
        value={winner}
        onChange={onWinner}
      >
        <span className={style.name} aria-hidden>
          {t("ui.merge.stays")}
        </span>
        <Cell value={left.id}>{left.label}</Cell>
        <Cell value={right.id}>{right.label}</Cell>
      </RadioGroup>
      {clashing.length > 0 && (
        <section>
          <h3 className={style.heading}>
            <Mark tone="warn">{t("ui.merge.clashes", { n: clashing.length })}</Mark>
          </h3>
          {clashing.map(line)}
        </section>
      )}
      {rest.length > 0 && (
        <section>
          <h3 className={style.heading}>{t("ui.merge.filled")}</h3>
          {rest.map(line)}
        </section>
      )}
      {shared > 0 && <p className={style.quiet}>{t("ui.merge.shared", { n: shared })}</p>}
    </div>
  );
}
