/** How far a field's value can be relied upon: a dot and an age where it is to be looked at, a tick where it was. */
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { KeyboardEvent } from "react";
import { Button } from "react-aria-components/Button";
import { IconButton } from "../../../components/button.tsx";
import { Popover } from "../../../components/popover.tsx";
import type { Catalog, FieldInfo, FieldMark as Mark, RecordDto } from "../../../ipc/bindings.ts";
import { ageText, qualityOf, verifyFields } from "../../../ipc/quality.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { comboOf, isComposing, isHeard } from "../../../lib/keys.ts";
import { askWrong } from "../../../lib/wrong.ts";
import { isBlank } from "../words.ts";
import style from "./mark.module.css";
import { FieldWord } from "./word.tsx";

export function useMark(record: RecordDto, key: string): Mark | undefined {
  const { data } = useQuery({
    ...qualityOf(record.entity, record.id),
    select: ({ marks }) => marks.find(({ field }) => field === key),
  });
  return data;
}

const placeOf = (record: RecordDto, field: FieldInfo) => ({
  entity: record.entity,
  id: record.id,
  field: field.key,
});

/** On a field that is not being typed into V has it verified today, and W says that it is wrong. */
export function fieldKeys(record: RecordDto, field: FieldInfo) {
  return (event: KeyboardEvent) => {
    const typing = (event.target as HTMLElement).matches("input, textarea, [contenteditable]");
    const combo = comboOf(event.nativeEvent);
    if (typing || isComposing(event) || (combo !== "v" && combo !== "w") || !isHeard(combo)) return;
    if (record.deleted || field.computed || (combo === "v" && isBlank(record.values[field.key]))) return;
    // A list that lies open over the field is no part of it.
    if (!event.currentTarget.contains(event.target as Node)) return;
    event.preventDefault();
    event.stopPropagation();
    if (combo === "w") askWrong(placeOf(record, field));
    else void verifyFields([placeOf(record, field)]);
  };
}

function stateOf(mark: Mark | undefined): "unchecked" | "stale" | "verified" | null {
  if (!mark) return null;
  if (mark.word.unchecked_at !== null) return "unchecked";
  if (mark.stale) return "stale";
  return mark.word.verified_at === null && mark.word.source === null ? null : "verified";
}

export function FieldMark(props: { record: RecordDto; field: FieldInfo; catalog: Catalog }) {
  const { record, field, catalog } = props;
  const mark = useMark(record, field.key);
  if (!mark || field.computed) return null;
  const state = stateOf(mark);
  const name = fieldLabel(record.entity, field.key);
  const words = {
    unchecked: t("ui.quality.unchecked"),
    stale: ageText(mark.age),
    verified: "",
  };
  const told = state === "verified" ? t("ui.quality.verified") : state ? words[state] : t("ui.quality.open");
  return (
    <span
      className={style.at}
      data-state={state ?? "none"}
      // The way to the record a field points at stands at the value's end: nothing may lie over it.
      data-beside={field.target !== null || undefined}
    >
      {state !== "verified" && (
        <span className={style.now}>
          <IconButton
            label={t("ui.quality.verify_now")}
            icon={Check}
            size={14}
            combo="v"
            excludeFromTabOrder
            onPress={() => void verifyFields([placeOf(record, field)])}
          />
        </span>
      )}
      <Popover
        label={t("ui.quality.of_field", { field: name })}
        placement="bottom end"
        trigger={
          <Button
            className={style.mark ?? ""}
            aria-label={t("ui.quality.mark", { field: name, state: told })}
            excludeFromTabOrder={state === null || state === "verified"}
          >
            {state === "verified" ? <Check size={12} aria-hidden /> : <i className={style.dot} />}
            {state && words[state]}
          </Button>
        }
      >
        {(close) => <FieldWord at={placeOf(record, field)} mark={mark} catalog={catalog} close={close} />}
      </Popover>
    </span>
  );
}
