/** Tags in use while one is typed: a press takes one, or the arrows and Enter, so that one thing is not called by two words. */
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { offeredTags, tagsUsed, withTag } from "../../../ipc/tags.ts";
import { t } from "../../../lib/i18n.ts";
import style from "./line.module.css";

const none: readonly string[] = [];

/** What is offered for a text, and the one the arrows are at; nothing for a field that bears no tags. */
export function useTagOffers(key: string, text: string, onText: (text: string) => void) {
  const { data } = useQuery({ ...tagsUsed, enabled: key === "tags" });
  const [marked, setMarked] = useState(-1);
  const offers = key === "tags" && data ? offeredTags(data, text) : none;
  const take = (tag: string) => {
    onText(withTag(text, tag));
    setMarked(-1);
  };
  /** Whether the key was meant for what is offered. */
  const onKey = (event: KeyboardEvent): boolean => {
    // With another key, or above the first, they are the text's own.
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowUp" && marked < 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = event.key === "Enter" ? offers[marked] : undefined;
    if (offers.length === 0 || (!step && chosen === undefined)) return false;
    event.preventDefault();
    event.stopPropagation();
    if (chosen !== undefined) take(chosen);
    else setMarked(Math.max(-1, Math.min(offers.length - 1, marked + (step ?? 0))));
    return true;
  };
  return { offers, marked, take, onKey, leave: () => setMarked(-1) };
}

type TagOffersProps = {
  offers: readonly string[];
  /** the one Enter would take; none where it is -1 */ marked: number;
  onTake: (tag: string) => void;
};

export function TagOffers({ offers, marked, onTake }: TagOffersProps) {
  if (offers.length === 0) return null;
  return (
    <div className={style.offers}>
      {offers.map((tag, at) => (
        <button
          key={tag}
          type="button"
          tabIndex={-1}
          data-marked={at === marked || undefined}
          // The box keeps the focus: leaving it would store what is half typed.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(tag)}
        >
          {tag}
        </button>
      ))}
      <small role="status">{offers[marked] ?? t("ui.tags.keys")}</small>
    </div>
  );
}
