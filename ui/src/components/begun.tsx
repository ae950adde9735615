/** A dot on the button of a form in which something was begun and waits; in words for who does not see it. */
import { t } from "../lib/i18n.ts";
import style from "./begun.module.css";

export function Begun() {
  return (
    <>
      <i className={style.dot} aria-hidden />
      <span className="vh">{t("ui.record.form_waits")}</span>
    </>
  );
}
