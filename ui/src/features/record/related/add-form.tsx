/** Adding something to a customer in place: a button that becomes a small form, closed again by Escape. What was typed and not sent waits there. */
import { Plus } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { SubmitForm } from "../../../components/submit-form.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { Applied, RecordDto } from "../../../ipc/bindings.ts";
import { refusalOf } from "../../../ipc/error.ts";
import { useKeptForm } from "../../../ipc/kept-form.ts";
import { t } from "../../../lib/i18n.ts";
import { useLatest } from "../../../lib/latest.ts";
import style from "../frame/card.module.css";

export type AddFormProps<V extends object> = {
  label: string;
  /** names the form and whose it is */ place: string;
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

/** Of another place it is another form: what was typed stays with the first. */
export function AddForm<V extends object>(props: AddFormProps<V>) {
  return <Form key={props.place} {...props} />;
}

function Form<V extends object>(props: AddFormProps<V>) {
  const { label, place, blank, store, asks, hold, children, after } = props;
  const [made, setMade] = useState<RecordDto | null>(null);
  const form = useKeptForm(place, blank);
  const { values } = form;
  const trigger = useRef<HTMLButtonElement>(null);
  const latest = useLatest(values);
  const making = useAction(store);
  const close = () => {
    form.close();
    making.clear();
    requestAnimationFrame(() => trigger.current?.focus());
  };
  const submit = async (said: V) => {
    if (await hold?.(said)) return;
    // Given up or typed on while it was looked at: this Enter is about it no more.
    if (latest.current !== said) return;
    const applied = await form.sending(() => making.run(said));
    if (!applied) return;
    setMade(applied.records[0] ?? null);
    close();
  };
  if (values === null) {
    return (
      <>
        <div className={style.add}>
          <Button ref={trigger} icon={Plus} onPress={form.open}>
            {label}
          </Button>
          {form.waits && <span className={style.waits}>{t("ui.record.form_waits")}</span>}
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
      {children(values, form.change, refused.at)}
    </SubmitForm>
  );
}
