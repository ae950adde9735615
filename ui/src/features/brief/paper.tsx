/**
 * The brief on paper, in ink and without chrome: nothing confidential is named, and how much that is stands at the foot.
 * Of whoever is confidential, and before there is a brief, it says that alone: without a sheet the window would be printed.
 */
import { createPortal } from "react-dom";
import type { Brief } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import style from "./brief.module.css";
import { Facts } from "./facts.tsx";
import { Section } from "./section.tsx";

export function Paper({ brief }: { brief: Brief | undefined }) {
  if (!brief || brief.secret)
    return createPortal(
      <div data-print-sheet className={style.paper}>
        <p>{t(brief ? "ui.brief.all_secret" : "ui.brief.loading")}</p>
      </div>,
      document.body,
    );
  const told = brief.sections.map((section) => ({
    ...section,
    lines: section.lines.filter(({ secret }) => !secret),
  }));
  return createPortal(
    <div data-print-sheet className={style.paper}>
      <header className={style.paperHead}>
        <h1>{brief.unit.label}</h1>
        <span>
          {t("ui.brief.title")} · {t("ui.agenda.printed", { date: brief.day })}
        </span>
      </header>
      <Facts brief={{ ...brief, facts: brief.facts.filter(({ secret }) => !secret) }} />
      {told
        .filter(({ lines }) => lines.length > 0)
        .map((section) => (
          <Section key={section.key} section={section} paper />
        ))}
      {brief.untold > 0 && <p className={style.more}>{t("ui.brief.left_out", { n: brief.untold })}</p>}
    </div>,
    document.body,
  );
}
