/** Which checklist is started, and the day its steps are counted from. */
import { parseDate } from "@internationalized/date";
import { DayField } from "../../components/day-field.tsx";
import { Select } from "../../components/select.tsx";
import type { Checklist, Id } from "../../ipc/bindings.ts";
import { choiceWord } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./checklists.module.css";

/** What it is meant for, where its name does not say so, and how long it is. */
function detailOf({ name, purpose, steps }: Checklist): string {
  const meant = purpose === "other" ? null : choiceWord("checklist_purpose", purpose);
  const words = [meant, t("ui.checklist.steps", { n: steps.length })];
  return words.filter((word) => word && word !== name).join(" · ");
}

export function Choose(props: {
  lists: readonly Checklist[];
  list: Checklist | undefined;
  onList: (id: Id) => void;
  /** once it is known */ start: string | null;
  onStart: (day: string) => void;
}) {
  const { lists, list, onList, start, onStart } = props;
  return (
    <div className={style.pair}>
      <Select
        label={t("ui.checklist.which")}
        value={list?.id ?? null}
        onChange={onList}
        placeholder={t("ui.checklist.pick")}
        options={lists.map((one) => ({ id: one.id, label: one.name, detail: detailOf(one) }))}
      />
      {start !== null && (
        <DayField
          label={t("ui.checklist.start_day")}
          value={parseDate(start)}
          onChange={(day) => day && onStart(day.toString())}
        />
      )}
    </div>
  );
}
