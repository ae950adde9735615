/**
 * A box that holds several: each as a chip, and a line to find more in, with a list of checks under it. Space checks what
 * the arrows are on, Enter takes what is typed; what nobody is known by stays as a name, for the core to judge.
 */
import { CircleAlert } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, type RefObject, useId, useRef, useState } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Popover } from "react-aria-components/Popover";
import { TextField } from "react-aria-components/TextField";
import { t } from "../lib/i18n.ts";
import { isComposing } from "../lib/keys.ts";
import { andHalf, apart, isSame, named, type Pick, typing } from "../lib/several.ts";
import { Chip } from "./chip.tsx";
import field from "./field.module.css";
import { optionId, PickList, useOffers } from "./pick-list.tsx";
import pop from "./popover.module.css";
import style from "./several.module.css";

export type SeveralProps = {
  label?: string;
  "aria-label"?: string;
  /** what is half typed is the last of them, so that whoever holds them holds all of it */ picks: readonly Pick[];
  onChange: (picks: readonly Pick[]) => void;
  /** what fits a text; stays the same function from one drawing to the next */ find: (
    text: string,
  ) => Promise<readonly Pick[]>;
  /** a word that is not offered is a new one */ takesNew?: boolean;
  /** a name says which is meant: no two are called the same */ byName?: boolean;
  autoFocus?: boolean;
  isRequired?: boolean;
  error?: string | null;
  /** Enter with nothing typed; without it the form it stands in is sent */ onDone?: () => void;
  /** Escape */ onDrop?: () => void;
  /** the focus went elsewhere, and this is picked by then */ onLeave?: (picks: readonly Pick[]) => void;
};

/** Which of the offered the keyboard or the pointer is on, and what a key does with it. */
function usePicking({ picks: all, onChange, find, takesNew = false, byName = false }: SeveralProps) {
  const { picks, text } = apart(all);
  const [open, setOpen] = useState(false);
  const [mark, setMark] = useState<{ text: string; pick: Pick; byKey: boolean } | null>(null);
  const [checked, setChecked] = useState(false);
  const found = useOffers(find, text.trim(), open);
  const fresh = found?.part === text.trim();
  const offered = found?.picks ?? [];
  const isIn = (one: Pick) => picks.some((other) => isSame(one, other));
  const marked = mark?.text === text ? offered.findIndex((one) => isSame(one, mark.pick)) : -1;
  const at = marked < 0 && text.trim() !== "" && !takesNew && offered.length > 0 ? 0 : marked;
  const byKey = open && marked >= 0 && Boolean(mark?.byKey);
  const toggle = (one: Pick) => {
    onChange(isIn(one) ? picks.filter((other) => !isSame(one, other)) : [...picks, one]);
    setMark({ text: "", pick: one, byKey: true });
    setChecked(true);
  };
  /** What the typed text means: the one marked, the best fit, or a name as it stands. */
  const meant = (): Pick | null => {
    const label = text.trim();
    if (label === "") return byKey && !checked ? (offered[at] ?? null) : null;
    if (byKey || (fresh && !takesNew && offered[at])) return offered[at] ?? null;
    return { id: takesNew ? label : null, label };
  };
  /** Takes what is typed or marked; whether there was anything to take. */
  const take = (one: Pick | null): boolean => {
    if (!one) return false;
    if (!isIn(one) || text !== "") onChange(isIn(one) ? picks : [...picks, one]);
    setMark(null);
    setChecked(true);
    return true;
  };
  const type = (next: string) => {
    setOpen(true);
    const { before, part } = typing(next);
    const names = named(before, byName ? (found?.seen ?? []) : []).map((one) =>
      one.id === null && takesNew ? { ...one, id: one.label } : one,
    );
    const more = names.filter((one) => !isIn(one));
    onChange(andHalf([...picks, ...more], before.length > 0 ? part : next));
  };
  const move = (by: 1 | -1) => {
    setOpen(true);
    const pick = offered[at < 0 ? (by > 0 ? 0 : offered.length - 1) : at + by];
    if (!pick) return;
    setMark({ text, pick, byKey: true });
    // Whoever goes on to another one means that one too.
    setChecked(false);
  };
  const hover = (to: number) => {
    const pick = offered[to];
    if (pick) setMark({ text, pick, byKey: false });
  };
  const close = () => {
    setOpen(false);
    setMark(null);
    setChecked(false);
  };
  const show = () => setOpen(true);
  return {
    picks,
    text,
    open,
    at,
    byKey,
    offered,
    fresh,
    toggle,
    meant,
    take,
    type,
    move,
    hover,
    close,
    show,
  };
}

type Picking = ReturnType<typeof usePicking>;

/** What the box does with a key; false where the key is somebody else's. */
function answers(event: KeyboardEvent, now: Picking, props: SeveralProps): boolean {
  const { onChange, onDone, onDrop } = props;
  const { picks } = now;
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp":
      now.move(event.key === "ArrowDown" ? 1 : -1);
      return true;
    case " ": {
      const pick = now.byKey ? now.offered[now.at] : undefined;
      if (pick) now.toggle(pick);
      return pick !== undefined;
    }
    case "Enter":
      if (now.take(now.meant())) return true;
      now.close();
      onDone?.();
      return Boolean(onDone);
    case "Escape":
      if (onDrop) onDrop();
      else if (now.open) now.close();
      else return false;
      return true;
    case "Backspace":
      if (now.text !== "" || picks.length === 0) return false;
      onChange(picks.slice(0, -1));
      return true;
    default:
      return false;
  }
}

type SheetProps = { now: Picking; box: RefObject<HTMLDivElement | null>; list: string };

function Sheet({ now, box, list, ...props }: SeveralProps & SheetProps) {
  return (
    <Popover
      className={pop.popover ?? ""}
      triggerRef={box}
      isOpen={now.open}
      onOpenChange={(open) => !open && now.close()}
      isNonModal
      placement="bottom start"
      offset={4}
    >
      <section aria-label={props.label ?? props["aria-label"]}>
        <PickList
          id={list}
          label={props.label ?? props["aria-label"] ?? ""}
          items={now.offered}
          ticked={now.picks}
          at={now.at}
          keys={t(props.onDone ? "ui.several.keys" : "ui.several.keys_form")}
          none={
            now.fresh ? t(props.takesNew ? "ui.several.new" : "ui.grid.no_option", { text: now.text }) : null
          }
          onAt={now.hover}
          onToggle={now.toggle}
        />
      </section>
    </Popover>
  );
}
export function Several(props: SeveralProps) {
  const { label, onChange, onLeave, error, isRequired = false, autoFocus = false } = props;
  const now = usePicking(props);
  const { picks } = now;
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const left = (event: FocusEvent) => {
    if (box.current?.contains(event.relatedTarget)) return;
    const half = now.text.trim() === "" ? null : now.meant();
    now.close();
    now.take(half);
    const isIn = half === null || picks.some((one) => isSame(one, half));
    onLeave?.(isIn ? picks : [...picks, half]);
  };
  return (
    <TextField
      {...(props["aria-label"] && { "aria-label": props["aria-label"] })}
      value={now.text}
      onChange={now.type}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      // What is picked stands beside the line: then nothing is missing any more.
      isRequired={isRequired && picks.length === 0}
      autoFocus={autoFocus}
      autoComplete="off"
      className={field.field ?? ""}
    >
      {label && (
        <Label className={field.label ?? ""} data-required={isRequired || undefined}>
          {label}
        </Label>
      )}
      <Group ref={box} className={style.box ?? ""} isInvalid={Boolean(error)} onBlur={left}>
        {picks.map((one) => (
          <Chip
            key={one.id ?? one.label}
            colour={one.colour ?? null}
            doubtful={one.id === null}
            onRemove={() => {
              onChange(picks.filter((other) => !isSame(one, other)));
              input.current?.focus();
            }}
          >
            {one.label}
          </Chip>
        ))}
        <Input
          ref={input}
          className={style.input ?? ""}
          placeholder={picks.length === 0 ? t("ui.several.find") : ""}
          spellCheck={false}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={now.open}
          aria-controls={now.open ? list : undefined}
          aria-activedescendant={now.open && now.offered[now.at] ? optionId(list, now.at) : undefined}
          onFocus={now.show}
          onClick={now.show}
          onKeyDown={(event) => {
            if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
              return;
            if (!answers(event, now, props)) return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </Group>
      <FieldError className={field.error ?? ""}>
        <CircleAlert size={14} aria-hidden />
        <span>{error}</span>
      </FieldError>
      <Sheet {...props} now={now} box={box} list={list} />
    </TextField>
  );
}
