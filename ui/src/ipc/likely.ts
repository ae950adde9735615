/** Records that are there already and may be the one that is being typed, and why two records look like one. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type MessageKey, message, t } from "../lib/i18n.ts";
import { commands, type Reason, type Value } from "./bindings.ts";

/** Nobody is asked with each letter. */
const PAUSE_MS = 250;

export type Likely = {
  readonly id: string;
  readonly label: string;
  readonly whys: readonly string[];
};

export function whyText({ why, text, other }: Reason): string {
  const key: MessageKey = `ui.duplicates.why.${why}`;
  return t(key, { text, other: other || text });
}

/** The same beside the names themselves: how they are alike, without saying them again. */
export function whyBeside(reason: Reason, names: readonly string[]): string {
  const key = `ui.duplicates.beside.${reason.why}`;
  const said = names.includes(reason.other) || names.includes(reason.text);
  return (said ? message(key) : undefined) ?? whyText(reason);
}

/** What is typed once the fingers rest. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** Texts as they stand in a form, by field. A search that fails is no reason to disturb who types. */
export function useLikely(
  entity: string,
  fields: Readonly<Record<string, string | Value>>,
): readonly Likely[] {
  const said = Object.entries(fields).flatMap(([key, value]): [string, Value][] => {
    if (typeof value !== "string") return [[key, value]];
    return value.trim() === "" ? [] : [[key, { t: "raw", v: value }]];
  });
  const asked = useRested(JSON.stringify(Object.fromEntries(said)));
  const { data = [] } = useQuery({
    queryKey: ["likelySame", entity, asked],
    queryFn: () => commands.likelySame(entity, JSON.parse(asked)),
    enabled: asked !== "{}",
    placeholderData: (before) => before,
    meta: { of: [entity] },
  });
  if (asked === "{}") return [];
  return data.map(({ record, reasons }) => ({
    ...record,
    whys: reasons.map((reason) => whyBeside(reason, [record.label])),
  }));
}
