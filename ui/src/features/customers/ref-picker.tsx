/** Picks records by a part of their name; the core finds and orders them. */
import { useEffect, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Chip } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import pop from "../../components/popover.module.css";
import { commands, type Ref, type Value } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import style from "./toolbar.module.css";

const OFFERED = 8;

type PickerProps = {
  readonly entity: string;
  readonly values: readonly Value[];
  readonly many: boolean;
  readonly onChange: (values: Value[]) => void;
};

function useRefs(entity: string, text: string): readonly Ref[] | null {
  const [found, setFound] = useState<readonly Ref[] | null>(null);
  useEffect(() => {
    let live = true;
    commands.refOptions(entity, text, OFFERED).then(
      (refs) => live && setFound(refs),
      () => live && setFound([]),
    );
    return () => {
      live = false;
    };
  }, [entity, text]);
  return found;
}

export function RefPicker({ entity, values, many, onChange }: PickerProps) {
  const [text, setText] = useState("");
  const found = useRefs(entity, text);
  const picked = values.flatMap((value) => (value.t === "ref" ? [value.v] : []));
  const add = (ref: Ref) => {
    const kept = many ? picked.filter(({ id }) => id !== ref.id) : [];
    onChange([...kept, ref].map((v) => ({ t: "ref", v })));
    setText("");
  };
  return (
    <div className={style.refs}>
      {picked.map((ref) => (
        <Chip
          key={ref.id}
          onRemove={() => onChange(picked.filter(({ id }) => id !== ref.id).map((v) => ({ t: "ref", v })))}
        >
          {ref.label}
        </Chip>
      ))}
      <Field label={t("ui.customers.filter_ref")} value={text} onChange={setText} autoFocus />
      <ListBox
        aria-label={t("ui.customers.filter_ref")}
        className={style.refList ?? ""}
        items={found ?? []}
        onAction={(id) => {
          const ref = found?.find((one) => one.id === id);
          if (ref) add(ref);
        }}
        renderEmptyState={() => found && <div className={pop.none}>{t("ui.customers.filter_none")}</div>}
      >
        {(ref) => (
          <ListBoxItem id={ref.id} textValue={ref.label} className={pop.item ?? ""}>
            {ref.label}
          </ListBoxItem>
        )}
      </ListBox>
    </div>
  );
}
