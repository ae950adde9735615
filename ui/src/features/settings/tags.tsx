/** The tags in use: how many wear each, called otherwise or taken away everywhere in one step. */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
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

function Tag({ tag: { tag, count } }: { tag: TagUse }) {
  const [text, setText] = useState(tag);
  const calling = useAction(call, "in turn");
  const store = () => {
    const to = text.trim();
    if (to === tag || to === "") setText(tag);
    else void calling.run(tag, to);
  };
  return (
    <li className={style.tag}>
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
      <IconButton
        label={t("ui.tags.remove", { tag })}
        icon={X}
        size={14}
        onPress={() => void calling.run(tag, "")}
      />
    </li>
  );
}

export function Tags() {
  const { data } = useQuery(tagsUsed);
  if (!data) return null;
  return (
    <Part title={t("ui.tags.title")}>
      <p className={style.keys}>{t(data.length === 0 ? "ui.tags.none" : "ui.tags.hint")}</p>
      <ul className={style.tags}>
        {data.map((one) => (
          <Tag key={one.tag} tag={one} />
        ))}
      </ul>
    </Part>
  );
}
