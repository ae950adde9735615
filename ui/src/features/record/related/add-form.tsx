/** Adding something to a customer in place: a button that becomes a small form, closed again by Escape. */
import { Plus } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { SubmitForm } from "../../../components/submit-form.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { Applied, RecordDto } from "../../../ipc/bindings.ts";
import { refusalOf } from "../../../ipc/error.ts";
import { t } from "../../../lib/i18n.ts";
import { useLatest } from "../../../lib/latest.ts";
import style from "../frame/card.module.css";

export type AddFormProps<V> = {
  label: string;
  blank: V;
  store: (values: V) => Promise<Applied>;
  /** the fields this form asks; a refusal of any other is said below them */ asks: readonly string[];
  /** whether the values are to be looked at once more before they are stored */ hold?: (
    values: V,
  ) => Promise<boolean>;
  children: (
    values: V,
    change: (part: Partial<V>) => void,
    refused: (field: string) => string | null,
  ) => ReactNode;
  /** what follows from the one just made */ after?: ((made: RecordDto) => ReactNode) | undefined;
};

export function AddForm<V>({ label, blank, store, asks, hold, children, after }: AddFormProps<V>) {
  const [made, setMade] = useState<RecordDto | null>(null);
  const [values, setValues] = useState<V | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const latest = useLatest(values);
  const making = useAction(store);
  const close = () => {
    setValues(null);
    making.clear();
    requestAnimationFrame(() => trigger.current?.focus());
  };
  const submit = async (said: V) => {
    if (await hold?.(said)) return;
    // Given up or typed on while it was looked at: this Enter is about it no more.
    if (latest.current !== said) return;
    const applied = await making.run(said);
    if (!applied) return;
    setMade(applied.records[0] ?? null);
    close();
  };
  if (values === null) {
    return (
      <>
        <div className={style.add}>
          <Button ref={trigger} icon={Plus} onPress={() => setValues(blank)}>
            {label}
          </Button>
        </div>
        {made && after?.(made)}
      </>
    );
  }
  const refused = refusalOf(making.error, asks);
  return (
    <SubmitForm
      inline
      label={label}
      submit={t("ui.record.add")}
      busy={making.busy}
      refused={refused.rest}
      onSubmit={() => void submit(values)}
      onCancel={close}
    >
      {children(values, (part) => setValues({ ...values, ...part }), refused.at)}
    </SubmitForm>
  );
}
