/** The tags in use: how many wear each, called otherwise or taken away everywhere in one step. */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FocusEvent, useEffect, useRef, useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Part } from "../../components/row.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type TagUse } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { tagsUsed } from "../../ipc/tags.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./lists.module.css";

async function call(from: string, to: string): Promise<number> {
  const n = await whileSaving(commands.tagRename(from, to));
  const key = to === "" ? "ui.tags.removed" : "ui.tags.renamed";
  say({ text: t(key, { from, to, n }), action: { label: t("ui.undo"), run: undo } });
  return n;
}

/** `onCall` is told what becomes of the tag before it does. */
function Tag({ tag: { tag, count }, onCall }: { tag: TagUse; onCall: (to: string) => void }) {
  const [text, setText] = useState(tag);
  const calling = useAction(call, "in turn");
  const rename = (to: string) => {
    onCall(to);
    void calling.run(tag, to);
  };
  const store = () => {
    const to = text.trim();
    if (to === tag || to === "") setText(tag);
    else rename(to);
  };
  return (
    <li className={style.tag} data-tag={tag}>
      <Field
        aria-label={t("ui.tags.name", { tag })}
        value={text}
        onChange={setText}
        error={calling.error && sentence(calling.error)}
        maxLength={40}
        autoComplete="off"
        onBlur={store}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === "Enter") store();
          else if (event.key === "Escape") setText(tag);
        }}
      />
      <span className={style.worn}>{t("ui.tags.worn", { n: count })}</span>
      <IconButton label={t("ui.tags.remove", { tag })} icon={X} size={14} onPress={() => rename("")} />
    </li>
  );
}

/** Where the keyboard was: at which tag, in which line, on its name or what takes it away. */
type Spot = { readonly tag: string; readonly at: number; readonly part: "input" | "button" };

/**
 * A line that is called otherwise is another line, and one that is taken away is none: the keyboard goes on where it
 * was, on the line under its new name, or on the one that stands there now.
 */
function useKeptFocus(tags: readonly TagUse[] | undefined) {
  const list = useRef<HTMLUListElement>(null);
  const spot = useRef<Spot | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked after whenever the lines are others
  useEffect(() => {
    const was = spot.current;
    const lines = [...(list.current?.children ?? [])] as HTMLElement[];
    if (!was || document.activeElement !== document.body || lines.length === 0) return;
    const line =
      lines.find(({ dataset }) => dataset.tag === was.tag) ?? lines[Math.min(was.at, lines.length - 1)];
    line?.querySelector<HTMLElement>(was.part)?.focus();
  }, [tags]);
  const onFocus = ({ target }: FocusEvent) => {
    const line = target.closest<HTMLElement>("[data-tag]");
    const lines = [...(list.current?.children ?? [])];
    if (!line) return;
    const part = target.matches("input") ? "input" : "button";
    spot.current = { tag: line.dataset.tag ?? "", at: lines.indexOf(line), part };
  };
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    // Gone elsewhere by itself; what vanished under the keyboard names nowhere it went to.
    if (relatedTarget && !list.current?.contains(relatedTarget)) spot.current = null;
  };
  const renamed = (from: string, to: string) => {
    if (spot.current?.tag === from && to !== "") spot.current = { ...spot.current, tag: to };
  };
  return { hears: { ref: list, onFocus, onBlur }, renamed };
}

export function Tags() {
  const { data } = useQuery(tagsUsed);
  const { hears, renamed } = useKeptFocus(data);
  if (!data) return null;
  return (
    <Part title={t("ui.tags.title")}>
      <p className={style.keys}>{t(data.length === 0 ? "ui.tags.none" : "ui.tags.hint")}</p>
      <ul className={style.tags} {...hears}>
        {data.map((one) => (
          <Tag key={one.tag} tag={one} onCall={(to) => renamed(one.tag, to)} />
        ))}
      </ul>
    </Part>
  );
}
