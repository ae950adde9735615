/** The list under a box that holds several: each with a check, its colour and its name. The box keeps the focus and the keys. */
import { Check } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { t } from "../lib/i18n.ts";
import { isSame, type Pick } from "../lib/several.ts";
import { Dot } from "./dot.tsx";
import style from "./pick-list.module.css";

type PickListProps = {
  readonly id: string;
  readonly label: string;
  readonly items: readonly Pick[];
  readonly ticked: readonly Pick[];
  /** The one the keyboard is on; none where it is -1. */
  readonly at: number;
  /** Said where nothing is offered; nothing is said while that is not known. */
  readonly none: string | null;
  /** What the keys do; in a form they do other than in a cell. */
  readonly keys?: string;
  readonly onAt: (at: number) => void;
  readonly onToggle: (pick: Pick) => void;
};

/** What is offered for a text, and all that was since it was first asked. */
type Offers = { readonly part: string; readonly picks: readonly Pick[]; readonly seen: readonly Pick[] };

/** Asks anew for each text; late answers of an earlier one are dropped. */
export function useOffers(
  find: (text: string) => Promise<readonly Pick[]>,
  part: string,
  asked = true,
): Offers | null {
  const [found, setFound] = useState<Offers | null>(null);
  useEffect(() => {
    if (!asked) return;
    let live = true;
    const tell = (picks: readonly Pick[]) =>
      live && setFound((was) => ({ part, picks, seen: [...(was?.seen ?? []), ...picks] }));
    find(part).then(tell, () => tell([]));
    return () => {
      live = false;
    };
  }, [find, part, asked]);
  return found;
}

export const optionId = (list: string, at: number): string => `${list}-${at}`;

function useInSight(list: RefObject<HTMLDivElement | null>, at: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is marked moves with `at`
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [list, at]);
}

export function PickList(props: PickListProps) {
  const { id, label, items, ticked, at, none, keys = t("ui.several.keys"), onAt, onToggle } = props;
  const list = useRef<HTMLDivElement>(null);
  useInSight(list, at);
  return (
    <div className={style.sheet}>
      <div ref={list} id={id} role="listbox" aria-label={label} aria-multiselectable className={style.list}>
        {items.map((one, index) => {
          const on = ticked.some((other) => isSame(one, other));
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the box answers the keys, its aria-activedescendant names the option
            <div
              key={one.id ?? one.label}
              id={optionId(id, index)}
              role="option"
              tabIndex={-1}
              aria-selected={on}
              data-active={index === at || undefined}
              className={style.option}
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => index !== at && onAt(index)}
              onClick={() => onToggle(one)}
            >
              <span className={style.check} data-on={on || undefined} aria-hidden>
                {on && <Check size={12} strokeWidth={3} />}
              </span>
              {one.colour && <Dot colour={one.colour} />}
              <span className={style.label}>{one.label}</span>
              {one.detail && <span className={style.detail}>{one.detail}</span>}
            </div>
          );
        })}
      </div>
      {items.length === 0 && none !== null && <div className={style.none}>{none}</div>}
      <div className={style.keys} aria-hidden>
        {keys}
      </div>
    </div>
  );
}
