/** Adding something to a customer in place: a button that becomes a small form, closed again by Escape. */
import { Plus } from "lucide-react";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { useAction } from "../../ipc/action.ts";
import type { Applied } from "../../ipc/bindings.ts";
import { fieldOf, sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import style from "./card.module.css";

export type AddFormProps<V> = {
  label: string;
  blank: V;
  store: (values: V) => Promise<Applied>;
  /** the fields this form asks; a refusal of any other is said below them */ asks: readonly string[];
  children: (
    values: V,
    change: (part: Partial<V>) => void,
    refused: (field: string) => string | null,
  ) => ReactNode;
};

export function AddForm<V>({ label, blank, store, asks, children }: AddFormProps<V>) {
  const [values, setValues] = useState<V | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const making = useAction(store);
  const close = () => {
    setValues(null);
    making.clear();
    requestAnimationFrame(() => trigger.current?.focus());
  };
  if (values === null) {
    return (
      <div className={style.add}>
        <Button ref={trigger} icon={Plus} onPress={() => setValues(blank)}>
          {label}
        </Button>
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void making.run(values).then((made) => made && close());
  };
  const about = fieldOf(making.error);
  const refused = (field: string) => (making.error && about === field ? sentence(making.error) : null);
  return (
    <form
      className={style.form}
      aria-label={label}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event) || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      {children(values, (part) => setValues({ ...values, ...part }), refused)}
      {making.error && !asks.includes(about ?? "") && <p role="alert">{sentence(making.error)}</p>}
      <div className={style.formActs}>
        <Button onPress={close}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={making.busy}>
          {t("ui.record.add")}
        </Button>
      </div>
    </form>
  );
}
