/**
 * The list under a cell that holds several. The text in the cell's input is what will be stored, however it came there;
 * a check adds a name to it or takes one out of it. Space checks what the arrows are on; Enter takes what they went on to
 * since, as in a form, and stores.
 */
import { useCallback, useEffect, useImperativeHandle, useState } from "react";
import { optionId, PickList, useOffers } from "../components/pick-list.tsx";
import type { Id } from "../ipc/bindings.ts";
import { t } from "../lib/i18n.ts";
import { isSame, joined, named, openEnded, type Pick, partsOf, typing } from "../lib/several.ts";
import type { Option, SeveralOf } from "./model.ts";
import type { Picker } from "./state.ts";

type SeveralProps = {
  readonly id: string;
  readonly label: string;
  readonly of: SeveralOf;
  /** Whose cell it is. */
  readonly record: Id;
  /** What the input holds. */
  readonly text: string;
  /** Something was typed or checked since it opened. */
  readonly touched: boolean;
  /** What the cell held. */
  readonly held: readonly Pick[];
  readonly picker: { current: Picker | null };
  readonly onText: (text: string) => void;
  readonly onActive: (id: string | null) => void;
};

/** The text as names that are whole, and the part at its end that is not yet one. */
function halves(text: string, touched: boolean, known: readonly Pick[]): { whole: string[]; part: string } {
  const all = partsOf(text);
  const { before, part } = typing(text);
  const half = touched && part !== "" && named([part], known)[0]?.id === null;
  return half ? { whole: before, part } : { whole: all, part: "" };
}

const without = <T,>(all: readonly T[], at: number) => all.filter((_, index) => index !== at);

export function Several(props: SeveralProps) {
  const { id, of, record, text, touched, held, picker, onText, onActive } = props;
  const sought = touched ? typing(text).part : "";
  const find = useCallback((text: string) => of.offered(text, record), [of, record]);
  const found = useOffers(find, sought);
  /** whom the names in the text mean, in their order, as far as they were picked */ const [mine, setMine] =
    useState(held);
  const [once, setOnce] = useState(held);
  const [mark, setMark] = useState<{ sought: string; pick: Pick; byKey: boolean } | null>(null);
  const [checked, setChecked] = useState(false);
  const offered = found?.picks ?? [];
  const fresh = found?.part === sought;
  // Who was taken out is known behind those who are in: of two of one name the one that was left stays.
  const seen = [...once, ...(of.byName ? (found?.seen ?? []) : [])];
  const known = [...mine, ...seen.filter((one) => !mine.some((other) => isSame(one, other)))];
  const { whole, part } = halves(text, touched, known);
  const picks = named(whole, known);
  // With nothing typed, what is held stands there to be taken out, offered or not.
  const outside = sought === "" ? picks.filter((one) => !offered.some((other) => isSame(one, other))) : [];
  const shown = [...outside, ...offered];
  const marked = mark?.sought === sought ? shown.findIndex((one) => isSame(one, mark.pick)) : -1;
  // Something typed: the best fit is chosen, but where a new word may be meant.
  const at = marked < 0 && part !== "" && !of.takesNew && shown.length > 0 ? 0 : marked;
  const byKey = marked >= 0 && Boolean(mark?.byKey);

  const toggle = (one: Pick) => {
    const on = picks.findIndex((other) => isSame(one, other));
    const next = on >= 0 ? without(picks, on) : [...picks, one];
    setMine(next.filter(({ id }) => id !== null));
    setOnce((was) => [...was, one]);
    setMark({ sought: "", pick: one, byKey: true });
    setChecked(true);
    onText(openEnded(next.map(({ label }) => label)));
  };
  const take = (): Pick | undefined => {
    if (part !== "") return byKey || (fresh && !of.takesNew) ? shown[at] : undefined;
    // What was just checked, or taken out, is settled.
    return byKey && !checked ? shown[at] : undefined;
  };
  const chosen = (): Option | null => {
    const taken = take();
    if (!taken && !touched) return null;
    const left = taken || part === "" ? [] : [part];
    const more = taken && !picks.some((one) => isSame(one, taken)) ? [taken] : [];
    const all: Pick[] = [...picks, ...more, ...left.map((label) => ({ id: null, label }))];
    return { id: "", label: joined(all.map(({ label }) => label)), value: of.value(all) };
  };
  useImperativeHandle(picker, () => ({
    move: (by) => {
      const pick = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by];
      if (!pick) return;
      setMark({ sought, pick, byKey: true });
      // Whoever goes on to another one means that one too.
      setChecked(false);
    },
    chosen,
    toggle: () => {
      const pick = byKey ? shown[at] : undefined;
      if (pick) toggle(pick);
      return pick !== undefined;
    },
  }));
  const active = at >= 0 && at < shown.length ? optionId(id, at) : null;
  useEffect(() => onActive(active), [active, onActive]);
  const nothing = of.takesNew ? "ui.several.new" : "ui.grid.no_option";
  return (
    <PickList
      id={id}
      label={props.label}
      items={shown}
      ticked={picks}
      at={at}
      none={fresh ? t(nothing, { text: part }) : null}
      onAt={(to) => {
        const pick = shown[to];
        if (pick) setMark({ sought, pick, byKey: false });
      }}
      onToggle={toggle}
    />
  );
}
