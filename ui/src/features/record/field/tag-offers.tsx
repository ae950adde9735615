/** Tags in use while one is typed: a press or Tab takes one, so that one thing is not called by two words. */
import { useQuery } from "@tanstack/react-query";
import { offeredTags, tagsUsed, withTag } from "../../../ipc/tags.ts";
import { t } from "../../../lib/i18n.ts";
import style from "./line.module.css";

const none: readonly string[] = [];

/** What is offered for a text; nothing for a field that bears no tags. */
export function useTagOffers(key: string, text: string): readonly string[] {
  const { data } = useQuery({ ...tagsUsed, enabled: key === "tags" });
  return key === "tags" && data ? offeredTags(data, text) : none;
}

type TagOffersProps = { offers: readonly string[]; text: string; onTake: (text: string) => void };

export function TagOffers({ offers, text, onTake }: TagOffersProps) {
  if (offers.length === 0) return null;
  return (
    <div className={style.offers}>
      {offers.map((tag) => (
        <button
          key={tag}
          type="button"
          tabIndex={-1}
          // The box keeps the focus: leaving it would store what is half typed.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(withTag(text, tag))}
        >
          {tag}
        </button>
      ))}
      <small>{t("ui.tags.tab")}</small>
    </div>
  );
}
