/** Finds one of many by typing a part of its name; whoever holds the records is asked with each letter. */
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { ComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { t, useLanguage } from "../lib/i18n.ts";
import { isComposing } from "../lib/keys.ts";
import field from "./field.module.css";
import pop from "./popover.module.css";
import style from "./select.module.css";

export type Found = { readonly id: string; readonly label: string; readonly detail?: string };

export type FinderProps = {
  label?: string;
  "aria-label"?: string;
  placeholder?: string;
  find: (text: string) => Promise<readonly Found[]>;
  onPick: (found: Found) => void;
  /** left without a choice, by Escape or by going elsewhere */ onLeave?: () => void;
  autoFocus?: boolean;
  isRequired?: boolean;
  error?: string | null;
};

function useFound(find: FinderProps["find"], text: string, asked: boolean): readonly Found[] {
  const [found, setFound] = useState<readonly Found[]>([]);
  useEffect(() => {
    if (!asked) return;
    let live = true;
    find(text).then(
      (next) => live && setFound(next),
      () => live && setFound([]),
    );
    return () => {
      live = false;
    };
  }, [find, text, asked]);
  return found;
}

export function Finder({ label, placeholder = "", find, onPick, onLeave, error, ...rest }: FinderProps) {
  const language = useLanguage();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(rest.autoFocus ?? false);
  const items = useFound(find, text, asked);
  /** how many were picked: each time the box is a fresh one, so that its list does not open again by itself */
  const [round, setRound] = useState(0);
  return (
    <ComboBox
      key={round}
      {...(rest["aria-label"] && { "aria-label": rest["aria-label"] })}
      items={items}
      inputValue={text}
      onInputChange={setText}
      value={null}
      onChange={(key) => {
        const one = items.find(({ id }) => id === key);
        if (!one) return;
        setText("");
        setRound(round + 1);
        onPick(one);
      }}
      onFocus={() => setAsked(true)}
      onBlur={() => {
        setText("");
        onLeave?.();
      }}
      menuTrigger={round === 0 ? "focus" : "input"}
      allowsEmptyCollection
      validationBehavior="aria"
      isRequired={rest.isRequired ?? false}
      isInvalid={Boolean(error)}
      className={style.field ?? ""}
    >
      {label && (
        <Label className={field.label ?? ""} data-required={rest.isRequired || undefined}>
          {label}
        </Label>
      )}
      <Group className={`${style.box} ${style.combo}`}>
        <Input
          placeholder={placeholder}
          autoFocus={round > 0 || (rest.autoFocus ?? false)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || isComposing(event) || text !== "" || !onLeave) return;
            event.preventDefault();
            event.stopPropagation();
            onLeave();
          }}
        />
      </Group>
      <FieldError className={field.error ?? ""}>
        <CircleAlert size={14} aria-hidden />
        <span>{error}</span>
      </FieldError>
      <Popover className={pop.popover ?? ""} placement="bottom start" offset={4} maxHeight={248}>
        <section aria-label={label ?? rest["aria-label"]}>
          <ListBox<Found>
            className={`${pop.list} ${style.found}`}
            dependencies={[language]}
            renderEmptyState={() => <div className={pop.none}>{t("ui.finder.none")}</div>}
          >
            {(one) => (
              <ListBoxItem id={one.id} textValue={one.label} className={pop.item ?? ""}>
                <span data-grow>{one.label}</span>
                {one.detail && <span className={pop.detail}>{one.detail}</span>}
              </ListBoxItem>
            )}
          </ListBox>
        </section>
      </Popover>
    </ComboBox>
  );
}
