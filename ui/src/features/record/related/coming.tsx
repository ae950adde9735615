/** What reminds by itself of this customer, or of one person there: each with its why, and done with one press. */
import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert, Mail } from "lucide-react";
import { IconButton } from "../../../components/button.tsx";
import { Mark } from "../../../components/chip.tsx";
import { Dated } from "../../../components/dated.tsx";
import { Remaining } from "../../../components/remaining.tsx";
import { toast } from "../../../components/toast.tsx";
import type { Id, OccasionLine } from "../../../ipc/bindings.ts";
import { complain } from "../../../ipc/error.ts";
import { because, endSaid, endWord, finishOccasion, occasionsOfUnit } from "../../../ipc/occasions.ts";
import { relativeDay } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { askMail } from "../../../lib/mail.ts";
import { openRecord } from "../../../lib/place.ts";
import style from "./coming.module.css";

/** More are told in Today. */
const MOST = 4;

function Occasion({ one, here, today }: { one: OccasionLine; here: Id; today: string }) {
  const why = because(one.why);
  const done = () =>
    finishOccasion(one).then((back) => toast(endSaid(one), { label: t("ui.undo"), run: back }), complain);
  const late = one.lateness === "overdue";
  const day = relativeDay(one.on, today, "late");
  const open = () => openRecord({ entity: one.entity, id: one.record });
  return (
    <li className={style.line}>
      <span className={style.when}>
        {one.by !== null ? (
          <Remaining by={one.by} />
        ) : late ? (
          <Mark tone="bad" icon={CircleAlert}>
            {day}
          </Mark>
        ) : (
          day
        )}
      </span>
      {one.record === here ? (
        <span className={style.why}>
          <Dated>{why}</Dated>
        </span>
      ) : (
        <button type="button" className={style.why} onClick={open}>
          <Dated>{why}</Dated>
        </button>
      )}
      <span className={style.acts}>
        {one.talk && (
          <IconButton
            label={`${t("ui.mail.write")}: ${why}`}
            icon={Mail}
            size={14}
            onPress={() => askMail(one.entity, one.record, one.source)}
          />
        )}
        <IconButton label={`${endWord(one)}: ${why}`} icon={Check} onPress={() => void done()} />
      </span>
    </li>
  );
}

export function Coming(props: { unit: Id; today: string /** of this person alone */; contact?: Id }) {
  const { unit, today, contact } = props;
  const { data } = useQuery(occasionsOfUnit(unit));
  const lines = data?.filter((one) => !contact || one.contact?.id === contact);
  if (!lines || lines.length === 0) return null;
  return (
    <section className={style.coming} aria-label={t("ui.occasion.coming")} data-testid="coming">
      <h3>{t("ui.occasion.coming")}</h3>
      <ul>
        {lines.slice(0, MOST).map((one) => (
          <Occasion
            key={`${one.source}:${one.record}:${one.about}`}
            one={one}
            here={contact ?? unit}
            today={today}
          />
        ))}
      </ul>
    </section>
  );
}
