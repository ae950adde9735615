/** What reminds by itself of this customer: each with its why, and done with one press. */
import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert, Mail } from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Dated } from "../../components/dated.tsx";
import { toast } from "../../components/toast.tsx";
import type { Id, OccasionLine } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { because, bringBack, occasionsOfUnit, settle } from "../../ipc/occasions.ts";
import { relativeDay } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { askMail } from "../../lib/mail.ts";
import { openRecord } from "../../lib/place.ts";
import style from "./coming.module.css";

/** More are told in Today. */
const MOST = 4;

function Occasion({ one, unit, today }: { one: OccasionLine; unit: Id; today: string }) {
  const why = because(one.why);
  const done = () =>
    settle(one).then(
      () =>
        toast(t("ui.occasion.settled_said", { title: why }), {
          label: t("ui.undo"),
          run: () => bringBack(one),
        }),
      complain,
    );
  const late = one.lateness === "overdue";
  const day = relativeDay(one.on, today, "late");
  const open = () => openRecord({ entity: one.entity, id: one.record });
  return (
    <li className={style.line}>
      <span className={style.when}>
        {late ? (
          <Mark tone="bad" icon={CircleAlert}>
            {day}
          </Mark>
        ) : (
          day
        )}
      </span>
      {one.record === unit ? (
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
        <IconButton label={`${t("ui.today.done")}: ${why}`} icon={Check} onPress={() => void done()} />
      </span>
    </li>
  );
}

export function Coming({ unit, today }: { unit: Id; today: string }) {
  const { data } = useQuery(occasionsOfUnit(unit));
  if (!data || data.length === 0) return null;
  return (
    <section className={style.coming} aria-label={t("ui.occasion.coming")} data-testid="coming">
      <h3>{t("ui.occasion.coming")}</h3>
      <ul>
        {data.slice(0, MOST).map((one) => (
          <Occasion key={`${one.source}:${one.record}:${one.about}`} one={one} unit={unit} today={today} />
        ))}
      </ul>
    </section>
  );
}
