/** Which class a unit is of, by rule or by word, and how alive the tie to it is; each with its reasons. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components/Button";
import { Popover } from "../../../components/popover.tsx";
import type { Activity, Catalog, Id, SizeClass, Value } from "../../../ipc/bindings.ts";
import { gradesOf } from "../../../ipc/grading.ts";
import { moneyText, number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { choiceWord } from "../words.ts";
import { ClassByHand } from "./class-by-hand.tsx";
import style from "./grades.module.css";

const moneyOf = (value: Value) => (value.t === "money" ? moneyText(value.v) : "");

/** What the rules go by, in one line each. */
function ByRule({ size, word }: { size: SizeClass; word: (code: string | null) => string }) {
  const [reached, missed] = [moneyOf(size.reached), moneyOf(size.missed)];
  return (
    <div>
      <h4>{t("ui.grades.by_rule", { class: word(size.by_rule) })}</h4>
      <p>
        {t(`ui.grades.brought.${size.basis ?? "received"}`, {
          months: size.months,
          amount: moneyOf(size.amount),
        })}
      </p>
      {(reached || missed) && (
        <p className={style.quiet}>
          {[
            reached && t("ui.grades.reached", { amount: reached }),
            missed && t("ui.grades.missed", { amount: missed }),
          ]
            .filter(Boolean)
            .join(t("ui.list_comma"))}
        </p>
      )}
      {size.left_out > 0 && <p className={style.quiet}>{t("ui.grades.left_out", { n: size.left_out })}</p>}
    </div>
  );
}

function Changes({ size, word }: { size: SizeClass; word: (code: string | null) => string }) {
  if (size.changes.length === 0) return null;
  return (
    <div className={style.quiet}>
      <h4>{t("ui.grades.changes")}</h4>
      <ul>
        {size.changes.map(({ day, was, became, amount }) => (
          <li key={day}>
            <span>{t("ui.grades.change", { day, was: word(was), became: word(became) })}</span>
            <span>{moneyOf(amount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function SizeMark({ unit, size, catalog }: { unit: Id; size: SizeClass; catalog: Catalog }) {
  const word = (code: string | null) => (code ? choiceWord(catalog, "size_class", code) : t("class.none"));
  // Without rules a class is only what somebody says, and that is a field like others.
  if (!size.on && !size.class) return null;
  const name = size.said ? t("ui.grades.said", { class: word(size.said) }) : word(size.class);
  return (
    <span>
      <Popover label={name} trigger={<Button className={style.mark ?? ""}>{name}</Button>}>
        {(close) => (
          <div className={style.sheet}>
            {size.said && (
              <div>
                <h4>{name}</h4>
                {size.reason && <p data-selectable>{size.reason}</p>}
              </div>
            )}
            {size.on && <ByRule size={size} word={word} />}
            <ClassByHand key={unit} unit={unit} size={size} catalog={catalog} onDone={close} />
            <Changes size={size} word={word} />
          </div>
        )}
      </Popover>
    </span>
  );
}

function ActivityMark({ activity, catalog }: { activity: Activity; catalog: Catalog }) {
  const name = t("ui.grades.activity", { level: choiceWord(catalog, "activity_level", activity.level) });
  const what = (key: string) => t(`activity.reason.${key}` as "activity.reason.talks");
  const happened = activity.reasons.filter(({ count }) => count > 0);
  const missing = activity.reasons.filter(({ count, key }) => count === 0 && key !== "tried");
  return (
    <span>
      <Popover label={name} trigger={<Button className={style.mark ?? ""}>{name}</Button>}>
        <div className={style.sheet}>
          {happened.length > 0 && (
            <div>
              <h4>{t("ui.grades.points", { n: activity.points })}</h4>
              <ul>
                {happened.map(({ key, count, days, points }) => (
                  <li key={key}>
                    <span>{t("ui.grades.happened", { days, what: what(key), n: count })}</span>
                    <span>+{number(points)}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
          {missing.length > 0 && (
            <div className={style.quiet}>
              <h4>{t("ui.grades.missing")}</h4>
              <ul>
                {missing.map(({ key, days }) => (
                  <li key={key}>
                    <span>{t("ui.grades.not_happened", { days, what: what(key) })}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      </Popover>
    </span>
  );
}

export function Grades({ unit, catalog }: { unit: Id; catalog: Catalog }) {
  const { data } = useQuery(gradesOf(unit));
  if (!data) return null;
  return (
    <>
      <SizeMark unit={unit} size={data.size} catalog={catalog} />
      <ActivityMark activity={data.activity} catalog={catalog} />
    </>
  );
}
