/** That something stands in the window and not on paper. */
import { Lock } from "lucide-react";
import { t } from "../../lib/i18n.ts";
import style from "./brief.module.css";

export function Secret() {
  return (
    <span className={style.secret}>
      <Lock size={12} aria-hidden /> {t("ui.brief.secret")}
    </span>
  );
}
