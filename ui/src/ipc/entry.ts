/** What is seen in a text while it is typed, and who is asked to look at it once more. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { message } from "../lib/i18n.ts";
import { commands, type FieldInfo } from "./bindings.ts";
import { read } from "./query.ts";

/** `power` is the unit a bare amount is in: 4 under 万元. */
export type Typed = {
  readonly entity: string;
  readonly field: string;
  readonly text: string;
  readonly power?: number;
};

const entryOf = ({ entity, field, text, power = 0 }: Typed) =>
  read("entryCheck", [entity, field, text, power], ["field_rule"], () =>
    commands.entryCheck(entity, field, text, power),
  );

/** The parts in words; those of the letter before until those of this one are known. */
export function useSeen(typed: Typed): readonly { text: string; ok: boolean | null }[] {
  const blank = typed.text.trim() === "";
  const { data } = useQuery({ ...entryOf(typed), enabled: !blank, placeholderData: keepPreviousData });
  if (blank || !data) return [];
  return data.parts.map(({ key, values, ok }) => ({ text: message(key, values) ?? "", ok }));
}

const apart: readonly FieldInfo["kind"][] = ["official_id", "money", "phones"];

/** Whether the core may see parts in such a field: nobody asks it with each letter of a note. */
export function hasParts(entity: string, { kind, key }: Pick<FieldInfo, "kind" | "key">): boolean {
  return apart.includes(kind) || (entity === "bank_account" && key === "number");
}

/**
 * Has whoever presses Enter look at what matters once more: `hold` answers yes the first time for a text, and no
 * when it is asked again. It holds back Enter only; leaving a field stores as ever.
 */
export function useOnceMore() {
  const looked = useRef(new Map<string, string>());
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const hold = useCallback(async (all: readonly Typed[]): Promise<boolean> => {
    const fresh = all.filter(({ field, text }) => text.trim() !== "" && looked.current.get(field) !== text);
    const asked = await Promise.all(
      fresh.map((one) =>
        commands.entryCheck(one.entity, one.field, one.text, 0).then(
          ({ confirm }) => confirm,
          // What cannot be looked at is refused, or taken, where it is kept.
          () => false,
        ),
      ),
    );
    const held = fresh.filter(({ field, text }, at) => asked[at] && looked.current.get(field) !== text);
    for (const { field, text } of held) looked.current.set(field, text);
    setWaiting(new Set(held.map(({ field }) => field)));
    return held.length > 0;
  }, []);
  return { hold, waiting };
}
