/** Whom a conversation was with: this customer's people first. */
import { useCallback } from "react";
import type { Found } from "../../../components/finder.tsx";
import type { Id, Person } from "../../../ipc/bindings.ts";
import { findNear } from "../../../ipc/near.ts";
import { rankOf } from "../../../lib/initials.ts";
import { textOf } from "../words.ts";

/** First this customer's people, by name or pinyin initials; then anybody the core finds. */
export function useFindPeople(
  people: readonly Person[],
  taken: readonly { id: Id }[],
  unit: Id | null = null,
) {
  return useCallback(
    async (text: string): Promise<Found[]> => {
      const free = ({ id }: { id: string }) => !taken.some((one) => one.id === id);
      const here = people
        .map(({ contact, post }) => ({
          id: contact.id,
          label: textOf(contact, "full_name"),
          detail: post ? textOf(post, "title") : "",
        }))
        .filter(({ label }) => text === "" || rankOf(label, text) > 0)
        .filter(free);
      if (text === "") return here;
      const others = await findNear("contact", text, 8, unit);
      return [...here, ...others.filter(free).filter(({ id }) => !here.some((one) => one.id === id))];
    },
    [people, taken, unit],
  );
}
