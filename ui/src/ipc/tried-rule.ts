/** What the core makes of a rule by which something comes again: the rule, and the next days by it. */
import { useQuery } from "@tanstack/react-query";
import { commands } from "./bindings.ts";
import { sentence } from "./error.ts";
import { read } from "./query.ts";

type Tried = { rule: string | null; days: readonly string[]; refused: string | null };

export function useTriedRule(text: string, start: string): Tried {
  const { data, error } = useQuery(
    read("repeatTry", [text, start], ["holiday"], () => commands.repeatTry(text, start || null)),
  );
  return { rule: data?.rule ?? null, days: data?.days ?? [], refused: error && sentence(error) };
}
