/** The list under a choice or reference cell. It narrows while typing; the focus stays in the cell's input. */
import { useEffect, useImperativeHandle, useRef, useState } from "react";
import type { Id } from "../ipc/bindings.ts";
import { t } from "../lib/i18n.ts";
import style from "./float.module.css";
import mark from "./mark.module.css";
import { type GridColumn, markStyle, type Option } from "./model.ts";
import type { Picker } from "./state.ts";

type OptionsProps = {
  readonly id: string;
  readonly column: GridColumn;
  /** Whose cell it is. */
  readonly record: Id;
  readonly text: string;
  /** The label the cell had, marked in the unfiltered list. */
  readonly current: string;
  readonly picker: { current: Picker | null };
  readonly onPick: (option: Option) => void;
  /** The id of the option the keyboard is on, for the input's aria-activedescendant. */
  readonly onActive: (id: string | null) => void;
};

/** Options for a text; late answers of an earlier text are dropped. */
function useOptions(
  column: GridColumn,
  record: Id,
  text: string,
): { text: string; options: readonly Option[] } | null {
  const [found, setFound] = useState<{ text: string; options: readonly Option[] } | null>(null);
  useEffect(() => {
    let live = true;
    column.options?.(text, record).then(
      (options) => live && setFound({ text, options }),
      () => live && setFound({ text, options: [] }),
    );
    return () => {
      live = false;
    };
  }, [column, record, text]);
  return found;
}

export function Options({ id, column, record, text, current, picker, onPick, onActive }: OptionsProps) {
  const found = useOptions(column, record, text);
  const options = found?.options ?? [];
  const [moved, setMoved] = useState<{ text: string; at: number } | null>(null);
  const list = useRef<HTMLDivElement>(null);
  // Nothing typed: nothing is chosen until the arrows choose. Something typed: the best fit is.
  const at = moved?.text === text ? moved.at : text === "" ? -1 : 0;
  const active = options[at];
  const fresh = found?.text === text;
  useImperativeHandle(picker, () => ({
    move: (by) => {
      const from =
        at < 0 ? (by > 0 ? options.findIndex(({ label }) => label === current) : options.length) : at;
      setMoved({
        text,
        at: Math.max(0, Math.min(options.length - 1, (at < 0 && by > 0 && from < 0 ? -1 : from) + by)),
      });
    },
    chosen: () => (fresh ? (active ?? null) : null),
  }));
  const activeId = active ? `${id}-${at}` : null;
  useEffect(() => {
    onActive(activeId);
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [activeId, onActive]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={column.title} className={style.list}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input answers the keys, its aria-activedescendant names the option
        <div
          key={option.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={option.label === current}
          data-active={index === at || undefined}
          className={option.view?.mark ? `${style.option} ${mark.mark}` : style.option}
          data-mark={option.view?.mark}
          data-level={option.view?.mark === "bars" ? option.view.level : undefined}
          style={markStyle(option.view)}
          onPointerDown={(event) => event.preventDefault()}
          onPointerMove={() => at !== index && setMoved({ text, at: index })}
          onClick={() => onPick(option)}
        >
          {option.label}
        </div>
      ))}
      {fresh && options.length === 0 && <div className={style.none}>{t("ui.grid.no_option")}</div>}
    </div>
  );
}
