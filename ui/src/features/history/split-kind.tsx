/** The records of one kind at a unit: all of them by one press, or one by one once unfolded. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Check } from "../../components/toggle.tsx";
import type { Id, SplitGroup } from "../../ipc/bindings.ts";
import { entityLabel, pointedBy } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./split.module.css";

export type Chosen = "all" | ReadonlySet<Id>;
export const nobody: Chosen = new Set();

/** So many are listed at first, and with each press on more. */
const PAGE = 20;
/** A list longer than this is looked through by typing. */
const LONG = 12;

type KindProps = {
  group: SplitGroup;
  all: readonly SplitGroup[];
  chosen: Chosen;
  onChange: (next: Chosen) => void;
};

function Records({ group, chosen, onChange }: Omit<KindProps, "all">) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(PAGE);
  const found = group.records.filter(({ label }) => label.includes(text.trim()));
  const has = (id: Id) => chosen === "all" || chosen.has(id);
  const turn = (id: Id, on: boolean) => {
    const now = new Set(chosen === "all" ? group.records.map((one) => one.id) : chosen);
    if (on) now.add(id);
    else now.delete(id);
    onChange(now.size === group.count ? "all" : now);
  };
  return (
    <div className={style.records}>
      {group.records.length > LONG && (
        <Field
          aria-label={t("ui.split.find")}
          placeholder={t("ui.split.find")}
          value={text}
          onChange={setText}
          autoComplete="off"
        />
      )}
      {found.slice(0, shown).map(({ id, label }) => (
        <Check key={id} value={has(id)} onChange={(on) => turn(id, on)}>
          <span className={style.label}>{label || entityLabel(group.entity)}</span>
        </Check>
      ))}
      {found.length > shown && (
        <Button kind="link" onPress={() => setShown(shown + PAGE)}>
          {t("ui.split.more", { shown, n: found.length })}
        </Button>
      )}
      {group.count > group.records.length && (
        <p className={style.quiet}>{t("ui.split.cut", { n: group.records.length })}</p>
      )}
    </div>
  );
}

export function SplitKind({ group, all, chosen, onChange }: KindProps) {
  const [open, setOpen] = useState(false);
  const body = useId();
  const Fold = open ? ChevronDown : ChevronRight;
  const label = pointedBy(group, all);
  const n = chosen === "all" ? group.count : chosen.size;
  return (
    <section className={style.kind} aria-label={label}>
      <div className={style.head}>
        <Check
          value={chosen === "all"}
          some={n > 0 && n < group.count}
          onChange={(on) => onChange(on ? "all" : nobody)}
        >
          {label}
        </Check>
        <span className={style.count}>{t("ui.split.of", { chosen: n, n: group.count })}</span>
        <AriaButton
          className={style.fold ?? ""}
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          aria-label={t("ui.split.one_by_one", { kind: label })}
          onPress={() => setOpen(!open)}
        >
          <Fold size={15} aria-hidden />
        </AriaButton>
      </div>
      {open && (
        <div id={body}>
          <Records group={group} chosen={chosen} onChange={onChange} />
        </div>
      )}
    </section>
  );
}
