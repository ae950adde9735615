/** From how much on a unit is of a class: typed as one writes money, stored when left or on Enter. */
import { X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Row } from "../../components/row.tsx";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import style from "./classes.module.css";

export function ClassStepRow(props: {
  name: string;
  /** how many units it makes */ units: string | undefined;
  amount: string;
  currency: string;
  refused: string | null;
  onAmount: (typed: string) => void;
  onRemove?: () => void;
}) {
  const { name, units, amount, currency, refused, onAmount, onRemove } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const [held, setHeld] = useState(amount);
  // What was stored comes back as the core writes it.
  if (held !== amount) {
    setHeld(amount);
    setTyped(null);
  }
  const store = () => typed !== null && typed.trim() !== amount && onAmount(typed);
  return (
    <Row label={name} detail={units}>
      <div className={style.step}>
        <Field
          aria-label={t("ui.classes.at_least", { class: name })}
          value={typed ?? amount}
          onChange={setTyped}
          onBlur={store}
          onKeyDown={(event) => {
            if (isComposing(event)) return;
            if (event.key === "Enter") store();
            if (event.key === "Escape") setTyped(null);
          }}
          before={<span className={style.bound}>≥</span>}
          after={<span className={style.currency}>{currency}</span>}
          error={refused}
        />
        {onRemove && (
          <IconButton icon={X} label={t("ui.classes.remove", { class: name })} onPress={onRemove} />
        )}
      </div>
    </Row>
  );
}
