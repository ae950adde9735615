/** A calendar file taken in: picked or dropped, every entry looked at beside the tasks there are, then one step. */
import { CalendarArrowUp } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { DropZone } from "../../components/drop-zone.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type CalendarFate, type CalendarPlan, type CalendarRow, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { followDrags, useDragOver } from "../../ipc/files.ts";
import { undo } from "../../ipc/history.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { usePlace } from "../../lib/place.ts";
import { repeatText } from "../../lib/repeat.ts";
import style from "./take-file.module.css";

/** What needs a look comes first. */
const fates: readonly CalendarFate[] = ["changed", "new", "refused", "same"];

/** So many lines at a time: a file of thousands is looked through as far as one wants to. */
const step = 200;

const isWanted = ({ fate }: CalendarRow) => fate === "new" || fate === "changed";

function Row(props: { row: CalendarRow; taken: boolean; onTake: (taken: boolean) => void }) {
  const { row, taken, onTake } = props;
  const said = [
    row.why && t(`ui.agenda.take_why.${row.why}` as "ui.agenda.take_why.past"),
    row.fields.length > 0 &&
      t("ui.agenda.take_fields", {
        fields: row.fields.map((field) => fieldLabel("task", field)).join(t("ui.list_comma")),
      }),
    ...row.notes.map(({ key, text }) =>
      t(`ui.agenda.take_note.${key}` as "ui.agenda.take_note.rule", { text }),
    ),
  ];
  return (
    <li className={style.row} data-fate={row.fate} data-left={(isWanted(row) && !taken) || undefined}>
      <span>
        {isWanted(row) && (
          <Check
            aria-label={t("ui.agenda.take_one", { title: row.title || t("ui.agenda.take_untitled") })}
            value={taken}
            onChange={onTake}
          />
        )}
      </span>
      <span className={style.fate}>{t(`ui.agenda.take_mark.${row.fate}`)}</span>
      <span className={style.due}>{row.due?.replace("T", " ")}</span>
      <span className={style.what}>
        {row.title || t("ui.agenda.take_untitled")}
        {row.repeat && <span className={style.said}>{repeatText(row.repeat)}</span>}
        {said.filter(Boolean).map((word) => (
          <span key={String(word)} className={style.said}>
            {word}
          </span>
        ))}
      </span>
    </li>
  );
}

function Plan({ plan, close }: { plan: CalendarPlan; close: () => void }) {
  const taking = useAction(commands.calendarTake);
  const count = (fate: CalendarFate) => plan.rows.filter((row) => row.fate === fate).length;
  const offered = plan.rows.filter(isWanted);
  const [without, setWithout] = useState<ReadonlySet<number>>(new Set());
  const [shown, setShown] = useState(step);
  const wanted = offered.length - without.size;
  const choose = (row: CalendarRow, taken: boolean) => {
    const next = new Set(without);
    if (taken) next.delete(row.number);
    else next.add(row.number);
    setWithout(next);
  };
  const chooseAll = (taken: boolean) => setWithout(new Set(taken ? [] : offered.map(({ number }) => number)));
  const rows = fates.flatMap((fate) => plan.rows.filter((row) => row.fate === fate));
  const take = async () => {
    const taken = await taking.run([...without]);
    if (taken === undefined) return;
    toast(t("ui.agenda.taken", { n: taken }), { label: t("ui.undo"), run: undo });
    close();
  };
  return (
    <>
      <div className={style.head}>
        <span className={style.file}>{t("ui.agenda.take_file", { file: plan.file })}</span>
        <span className={style.counts}>
          {fates
            .filter((fate) => count(fate) > 0)
            .map((fate) => (
              <span key={fate}>{t(`ui.agenda.take_fate.${fate}`, { n: count(fate) })}</span>
            ))}
        </span>
        {offered.length > 1 && (
          <Check value={without.size === 0} some={without.size > 0 && wanted > 0} onChange={chooseAll}>
            {t("ui.agenda.take_all")}
          </Check>
        )}
        <Button onPress={close}>{t("ui.cancel")}</Button>
        {wanted > 0 && (
          <Button kind="main" autoFocus busy={taking.busy} onPress={() => void take()}>
            {t("ui.agenda.take_n", { n: wanted })}
          </Button>
        )}
      </div>
      {taking.error && <Notice tone="bad">{sentence(taking.error)}</Notice>}
      {offered.length === 0 && <p className={style.nothing}>{t("ui.agenda.take_nothing")}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ul className={style.rows} tabIndex={0} aria-label={plan.file}>
        {rows.slice(0, shown).map((row) => (
          <Row
            key={row.number}
            row={row}
            taken={!without.has(row.number)}
            onTake={(taken) => choose(row, taken)}
          />
        ))}
      </ul>
      {rows.length > shown && (
        <div>
          <Button onPress={() => setShown(shown + step)}>
            {t("ui.agenda.more", { n: rows.length - shown })}
          </Button>
        </div>
      )}
    </>
  );
}

/** Picks a file; what it comes to stands above the days, not over them. */
export function useTakeFile() {
  const [plan, setPlan] = useState<CalendarPlan | null>(null);
  const picking = useAction(commands.calendarPick);
  const dropping = useAction(commands.calendarDropped);
  const { record } = usePlace();
  const over = useDragOver() && !record;
  const drop = dropping.run;
  const [failed, setFailed] = useState<"pick" | "drop" | null>(null);
  useEffect(() => {
    // A record that is open takes what is dropped.
    if (record) return;
    return followDrags((number) => {
      setFailed("drop");
      void drop(number).then((next) => next && setPlan(next));
    });
  }, [record, drop]);
  const close = () => {
    setPlan(null);
    void commands.calendarClose();
  };
  const pick = async () => {
    setFailed("pick");
    const next = await picking.run();
    if (next) setPlan(next);
  };
  const error = failed === "drop" ? dropping.error : picking.error;
  return {
    button: (
      <IconButton
        label={t("ui.agenda.take")}
        icon={CalendarArrowUp}
        isDisabled={picking.busy || dropping.busy}
        onPress={() => void pick()}
      />
    ),
    panel: (
      <>
        {over && <DropZone text={t("ui.agenda.take_drop")} />}
        {error && <Notice tone="bad">{sentence(error)}</Notice>}
        {plan && (
          <section className={style.taking} aria-label={t("ui.agenda.take")} data-testid="calendar-plan">
            <Plan key={JSON.stringify(plan.rows.length) + plan.file} plan={plan} close={close} />
          </section>
        )}
      </>
    ),
  };
}
