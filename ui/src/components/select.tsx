/** One of a few: a list that opens (`Select`), or one that narrows while typing (`Combo`). */
import { Check, ChevronDown, CircleAlert } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Collection, ListBox, ListBoxItem, ListBoxSection } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { useLanguage } from "../lib/i18n.ts";
import { Dot } from "./dot.tsx";
import field from "./field.module.css";
import pop from "./popover.module.css";
import style from "./select.module.css";

export type Option<K extends string = string> = {
  id: K;
  label: string;
  detail?: string;
  /** of a choice */ colour?: string | null;
};
export type OptionGroup<K extends string = string> = { id: string; label: string; options: Option<K>[] };

function item(option: Option) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} className={pop.item ?? ""}>
      {({ isSelected }) => (
        <>
          {option.colour && <Dot colour={option.colour} />}
          <span className={style.item}>
            {option.label}
            {option.detail && (
              <span className={pop.detail} data-detail>
                {" "}
                {option.detail}
              </span>
            )}
          </span>
          <span className={style.check} aria-hidden>
            {isSelected && <Check size={14} />}
          </span>
        </>
      )}
    </ListBoxItem>
  );
}

export type SelectProps<K extends string> = {
  label?: string;
  "aria-label"?: string;
  options: readonly Option<K>[];
  value: K | null;
  onChange: (next: K) => void;
  placeholder?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  quiet?: boolean;
  /** why the choice is refused */ error?: string | null;
};

export function Select<K extends string>(props: SelectProps<K>) {
  const { label, options, value, onChange, placeholder = "—", quiet, error, ...rest } = props;
  const language = useLanguage();
  return (
    <AriaSelect
      {...rest}
      value={value}
      onChange={(key) => key !== null && onChange(String(key) as K)}
      placeholder={placeholder}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      className={style.field ?? ""}
    >
      {label && (
        <Label className={field.label ?? ""} data-required={rest.isRequired || undefined}>
          {label}
        </Label>
      )}
      <Button className={style.box ?? ""} data-quiet={quiet || undefined}>
        <SelectValue className={style.value ?? ""} />
        <ChevronDown size={14} aria-hidden />
      </Button>
      <FieldError className={field.error ?? ""}>
        <CircleAlert size={14} aria-hidden />
        <span>{error}</span>
      </FieldError>
      <Popover className={pop.popover ?? ""} offset={4}>
        <ListBox className={pop.list ?? ""} items={options} dependencies={[language, options]}>
          {item}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export type ComboProps<K extends string> = {
  label?: string;
  "aria-label"?: string;
  groups: readonly OptionGroup<K>[];
  value: K | null;
  onChange: (next: K | null) => void;
  placeholder?: string;
  /** said where nothing fits what was typed */ none: string;
};

export function Combo<K extends string>({
  label,
  groups,
  value,
  onChange,
  placeholder = "",
  none,
  ...rest
}: ComboProps<K>) {
  const language = useLanguage();
  return (
    <ComboBox
      {...rest}
      value={value}
      onChange={(key) => onChange(key === null ? null : (String(key) as K))}
      defaultItems={groups}
      menuTrigger="focus"
      allowsEmptyCollection
      className={style.field ?? ""}
    >
      {label && <Label className={field.label ?? ""}>{label}</Label>}
      <Group className={`${style.box} ${style.combo}`}>
        <Input placeholder={placeholder} />
        <Button className={style.open ?? ""}>
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Group>
      <Popover className={pop.popover ?? ""} offset={4}>
        <ListBox<OptionGroup<K>>
          className={pop.list ?? ""}
          dependencies={[language]}
          renderEmptyState={() => <div className={pop.none}>{none}</div>}
        >
          {(group) => (
            <ListBoxSection id={group.id}>
              <Header className={pop.head}>{group.label}</Header>
              <Collection items={group.options} dependencies={[language]}>
                {item}
              </Collection>
            </ListBoxSection>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
