/** Adding something to a customer in place: a button that becomes a small form, closed again by Escape. */
import { Plus } from "lucide-react";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { useAction } from "../../ipc/action.ts";
import type { Applied, WireError } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import style from "./card.module.css";

export type AddFormProps<V> = {
  label: string;
  blank: V;
  store: (values: V) => Promise<Applied>;
  children: (
    values: V,
    change: (part: Partial<V>) => void,
    refused: (field: string) => string | null,
  ) => ReactNode;
};

export function AddForm<V>({ label, blank, store, children }: AddFormProps<V>) {
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
  const named = (error: WireError | null) => error?.field?.split(".").at(-1) ?? null;
  const refused = (field: string) =>
    making.error && named(making.error) === field ? sentence(making.error) : null;
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
      {making.error && named(making.error) === null && <p role="alert">{sentence(making.error)}</p>}
      <div className={style.formActs}>
        <Button onPress={close}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={making.busy}>
          {t("ui.record.add")}
        </Button>
      </div>
    </form>
  );
}
