/** What a formula comes to for the records changed last, while it is being written; else why it cannot be read. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { commands, type FieldKind } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { valueText } from "../../ipc/value-text.ts";
import { t } from "../../lib/i18n.ts";
import style from "./fields.module.css";

export function FormulaTrial({ entity, kind, text }: { entity: string; kind: FieldKind; text: string }) {
  const trial = read("formulaTry", [entity, kind, text], ["*"], () =>
    commands.formulaTry(entity, kind, text),
  );
  const { data, error } = useQuery({
    ...trial,
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  if (text.trim() === "") {
    return (
      <>
        <p className={style.help}>{t("ui.fields.formula_help")}</p>
        <p className={style.help}>{t("ui.fields.formula_help_text")}</p>
      </>
    );
  }
  if (error) {
    return (
      <p className={style.wrong} role="status">
        {sentence(error)}
      </p>
    );
  }
  if (data?.length === 0) return <p className={style.help}>{t("ui.fields.formula_fits")}</p>;
  return (
    <dl className={style.trial} aria-live="polite">
      {data?.map(({ title, value }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{valueText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
