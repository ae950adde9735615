/** The last conversations with a customer, read in passing over its row: when, how, with whom, how they began. */
import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { commands, type Id, type LateTalk } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";
import { choiceWord } from "../../ipc/words.ts";
import { instant, relativeDay } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./late-talks.module.css";

const lateTalksOf = (unit: Id) =>
  read("lateTalks", [unit], ["activity", "contact", "unit", "choice"], () => commands.lateTalks(unit));

function Talk({ talk, today }: { talk: LateTalk; today: string }) {
  const at = instant(talk.at);
  const day = at.slice(0, 10);
  const head = [
    choiceWord("activity_kind", talk.kind),
    talk.with.map(({ label }) => label).join(t("ui.list_comma")),
  ];
  return (
    <li>
      <p className={style.head}>
        <span className={style.how}>{head.filter(Boolean).join(" · ")}</span>
        <time className={style.when}>{`${at} · ${relativeDay(day, today)}`}</time>
      </p>
      {talk.confidential ? (
        <p className={style.secret}>
          <Lock size={12} aria-hidden />
          {t("ui.talks.confidential")}
        </p>
      ) : (
        <p className={style.text}>{talk.more ? `${talk.text}…` : talk.text}</p>
      )}
    </li>
  );
}

export function LateTalks({ unit, asked, today }: { unit: Id; asked: boolean; today: string }) {
  const { data: talks } = useQuery(lateTalksOf(unit));
  if (!talks) return null;
  // Whoever asked is answered; whoever only passed by is not.
  if (talks.length === 0) return asked && <p className={style.secret}>{t("ui.talks.none")}</p>;
  return (
    <ol className={style.talks} aria-label={t("ui.talks.title")}>
      {talks.map((talk) => (
        <Talk key={talk.id} talk={talk} today={today} />
      ))}
    </ol>
  );
}
