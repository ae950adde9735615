/** One matter of a brief: its lines, each of which opens its record; on paper the same, without what is confidential. */
import { CircleAlert } from "lucide-react";
import { Button } from "react-aria-components/Button";
import type { BriefLine, BriefSection } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";
import style from "./brief.module.css";
import { Secret } from "./secret.tsx";

function Said({ line: { day, text, note, late, secret } }: { line: BriefLine }) {
  return (
    <>
      <span className={style.day}>
        {late && (
          <>
            <CircleAlert size={13} aria-hidden />
            <span className="vh">{t("ui.brief.late")} </span>
          </>
        )}
        {day}
      </span>
      <span className={style.said}>
        {text} {note && <span className={style.note}>{note}</span>}
        {secret && <Secret />}
      </span>
    </>
  );
}

export function Section({ section, paper = false }: { section: BriefSection; paper?: boolean }) {
  const { title, lines, more, suggested } = section;
  const undated = lines.every(({ day }) => day === null);
  return (
    // Where nothing bears a day, no column is kept free for one.
    <section className={style.section} aria-label={title} data-undated={undated || undefined}>
      <h3 className={style.sectionName}>
        {title}
        {suggested && <span className={style.suggested}>{t("ui.brief.suggested")}</span>}
      </h3>
      <ul>
        {lines.map((line) => (
          <li
            key={`${line.entity} ${line.id} ${line.text}`}
            className={style.item}
            data-inner={line.inner || undefined}
            data-late={line.late || undefined}
          >
            {paper ? (
              <span className={style.line}>
                <Said line={line} />
              </span>
            ) : (
              <Button
                className={style.line ?? ""}
                onPress={() => openRecord({ entity: line.entity, id: line.id })}
              >
                <Said line={line} />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p className={style.more}>{t("ui.brief.more", { n: more })}</p>}
    </section>
  );
}
