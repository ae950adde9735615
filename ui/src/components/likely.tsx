/** Beneath a form: what is there already and may be meant. Never in the way; each can be opened or used instead. */
import { Button as AriaButton } from "react-aria-components/Button";
import { t } from "../lib/i18n.ts";
import { Button } from "./button.tsx";
import style from "./likely.module.css";

type Found = { readonly id: string; readonly label: string; readonly whys: readonly string[] };
type LikelyProps = {
  found: readonly Found[];
  onOpen: (id: string) => void;
  /** takes the one that is there instead of a new one */ onUse?: (found: Found) => void;
};

export function LikelyList({ found, onOpen, onUse }: LikelyProps) {
  if (found.length === 0) return null;
  return (
    <section className={style.box} aria-label={t("ui.likely.title")}>
      <h3 className={style.title}>{t("ui.likely.title")}</h3>
      <ul className={style.list}>
        {found.map((one) => (
          <li key={one.id} className={style.line}>
            <AriaButton className={style.open ?? ""} onPress={() => onOpen(one.id)}>
              <span className={style.name}>{one.label}</span>{" "}
              <span className={style.why}>{one.whys.join(t("ui.list_comma"))}</span>
            </AriaButton>
            {onUse && (
              <Button
                kind="link"
                aria-label={t("ui.likely.use_named", { name: one.label })}
                onPress={() => onUse(one)}
              >
                {t("ui.likely.use")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
