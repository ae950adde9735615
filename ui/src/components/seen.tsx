/** What is seen in something just typed, each part with whether it is right; and that Enter is asked for once more. */
import { Check, X } from "lucide-react";
import { t } from "../lib/i18n.ts";
import style from "./seen.module.css";

type SeenPart = { readonly text: string; readonly ok: boolean | null };
type SeenProps<T> = {
  readonly typed: T;
  readonly waits: boolean;
  /** how it is known what there is to be seen */ readonly useSeen: (typed: T) => readonly SeenPart[];
};

export function Seen<T>({ typed, waits, useSeen }: SeenProps<T>) {
  const parts = useSeen(typed);
  if (parts.length === 0) return null;
  return (
    <span className={style.seen} data-waits={waits || undefined}>
      {parts.map(({ text, ok }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two parts may say the same, and none has a state
        <span key={`${at} ${text}`} className={style.part} data-ok={ok ?? undefined}>
          {ok === true && <Check size={13} aria-label={t("ui.entry.right")} />}
          {ok === false && <X size={13} aria-label={t("ui.entry.wrong")} />}
          {text}
        </span>
      ))}
      {waits && (
        <span role="status" className={style.again}>
          {t("ui.entry.once_more")}
        </span>
      )}
    </span>
  );
}
