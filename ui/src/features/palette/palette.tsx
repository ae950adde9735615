/** Ctrl K: one box that finds records, goes to places and does things, by keyboard alone. */
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Kbd } from "../../components/kbd.tsx";
import { LineBox, LineFoot, LineSheet } from "../../components/line-sheet.tsx";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import style from "./palette.module.css";
import { useKeepRecents } from "./recents.ts";
import { type Option, type PlaceChoice, useGroups } from "./use-groups.ts";

function Line({
  option,
  id,
  active,
  onRun,
}: {
  option: Option;
  id: string;
  active: boolean;
  onRun: () => void;
}) {
  const Icon = option.icon;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // The keys are the box's: the focus never leaves it.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={style.option}
      // The box keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      <Icon size={15} aria-hidden />
      <span className={style.label}>{option.label}</span>
      {option.detail && <span className={style.detail}>{option.detail}</span>}
      {option.combo && <Kbd combo={option.combo} />}
    </div>
  );
}

function Box({ places, close }: { places: readonly PlaceChoice[]; close: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const base = useId();
  const { groups, filling } = useGroups(typed, places);
  const options = (groups ?? []).flatMap((group) => group.options);
  const place = Math.min(at, Math.max(0, options.length - 1));
  const active = options[place];
  const idOf = (option: Option) => `${base}${option.id}`;
  const run = (option: Option, full: boolean) => {
    close();
    // After the box is gone, so that what it opens may take the focus.
    requestAnimationFrame(() => option.run(full));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = place + step;
      const one = Math.abs(step) === 1;
      const last = options.length - 1;
      setAt(one && next < 0 ? last : one && next > last ? 0 : Math.min(last, Math.max(0, next)));
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      run(active, event.ctrlKey || event.metaKey);
    }
  };
  return (
    <>
      <LineBox
        icon={Search}
        label={t("ui.palette.label")}
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${base}list`}
        aria-autocomplete="list"
        aria-activedescendant={active ? idOf(active) : undefined}
        placeholder={t("ui.palette.hint")}
        value={typed}
        onType={(text) => {
          setTyped(text);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${base}list`} role="listbox" aria-label={t("ui.palette.label")} className={style.list}>
        {groups?.map((group) => (
          <div key={group.id} role="group" aria-labelledby={`${base}${group.id}`}>
            <div id={`${base}${group.id}`} className={style.head} role="presentation">
              {group.label}
            </div>
            {group.options.map((option) => (
              <Line
                key={option.id}
                option={option}
                id={idOf(option)}
                active={option === active}
                onRun={() => run(option, false)}
              />
            ))}
          </div>
        ))}
      </div>
      {groups && (options.length === 0 || filling) && (
        <p className={style.none} role="status">
          {filling
            ? t("ui.palette.filling")
            : t(typed.trim().length > 1 ? "ui.palette.none" : "ui.palette.type")}
        </p>
      )}
      <LineFoot aria-hidden>{t("ui.palette.foot")}</LineFoot>
    </>
  );
}

export function Palette({ places }: { places: readonly PlaceChoice[] }) {
  const [open, setOpen] = useState(false);
  useKeepRecents();
  useAnswer("palette", () => setOpen(true));
  return (
    <LineSheet label={t("ui.palette.label")} isOpen={open} onOpenChange={setOpen}>
      <Box places={places} close={() => setOpen(false)} />
    </LineSheet>
  );
}
