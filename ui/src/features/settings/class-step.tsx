/** From how much on a unit is of a class: typed as one writes money, stored when left or on Enter. */
import { X } from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import { Row } from "../../components/row.tsx";
import { t } from "../../lib/i18n.ts";
import style from "./classes.module.css";
import { KeptText } from "./kept-text.tsx";

export function ClassStepRow(props: {
  name: string;
  /** how many units it makes */ units: string | undefined;
  amount: string;
  currency: string;
  store: (typed: string) => Promise<boolean>;
  onRemove?: () => void;
}) {
  const { name, units, amount, currency, store, onRemove } = props;
  return (
    <Row label={name} detail={units}>
      <div className={style.step}>
        <KeptText
          label={t("ui.classes.at_least", { class: name })}
          value={amount}
          store={store}
          before={<span className={style.bound}>≥</span>}
          after={<span className={style.currency}>{currency}</span>}
          beside={
            onRemove ? (
              <IconButton icon={X} label={t("ui.classes.remove", { class: name })} onPress={onRemove} />
            ) : null
          }
        />
      </div>
    </Row>
  );
}
