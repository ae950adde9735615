/** The customers and units of then, to be searched and walked through with the arrow keys. */
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { Check } from "../../components/toggle.tsx";
import { commands, type FormerRow, type Id } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { t } from "../../lib/i18n.ts";
import style from "./inside.module.css";
import { SinceMark } from "./since-mark.tsx";

const page = 100;

/** The arrows go from row to row, wherever in the list one is. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  event.preventDefault();
}

function Row({ row, picked, onPick }: { row: FormerRow; picked: boolean; onPick: () => void }) {
  const valueText = useValueText();
  const kind = row.kind && valueText("unit.kind", { t: "choice", v: row.kind });
  return (
    <li>
      <button
        type="button"
        data-row
        className={style.row}
        aria-current={picked || undefined}
        onClick={onPick}
      >
        <span className={style.name}>{row.title}</span>
        <span className={style.quiet}>{[row.code, kind].filter(Boolean).join(" · ")}</span>
        <span className={style.state}>
          {row.since === "same" && row.beside > 0 ? (
            <span className={style.quiet}>{t("ui.inside.beside", { n: row.beside })}</span>
          ) : (
            <SinceMark since={row.since} />
          )}
        </span>
      </button>
    </li>
  );
}

export function InsideList(props: { version: string; picked: Id | null; onPick: (id: Id) => void }) {
  const { version, picked, onPick } = props;
  const [text, setText] = useState("");
  const [otherwise, setOtherwise] = useState(false);
  const [count, setCount] = useState(page);
  const { data, error } = useQuery({
    ...read("insideList", [version, text, otherwise, count], ["*"], () =>
      commands.insideList({ entity: "unit", text, otherwise, from: 0, count }),
    ),
    placeholderData: (before) => before,
  });
  const left = data ? data.all - data.rows.length : 0;
  const first = (change: () => void) => {
    change();
    setCount(page);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows within are buttons; the arrows only move between them
    <div className={style.list} onKeyDown={walk}>
      <Field
        aria-label={t("ui.inside.search")}
        placeholder={t("ui.inside.search")}
        autoFocus
        value={text}
        onChange={(next) => first(() => setText(next))}
      />
      <div className={style.filter}>
        <Check value={otherwise} onChange={(next) => first(() => setOtherwise(next))}>
          {t("ui.inside.only", { n: data?.otherwise ?? 0 })}
        </Check>
        <span className={style.quiet}>{data && t("ui.inside.count", { n: data.all })}</span>
      </div>
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
      {data && data.all === 0 && (
        <p className={style.quiet}>
          {t(otherwise && text === "" ? "ui.inside.none_differs" : "ui.inside.none")}
        </p>
      )}
      <ul className={style.rows} aria-label={t("ui.inside.list")}>
        {data?.rows.map((row) => (
          <Row key={row.id} row={row} picked={row.id === picked} onPick={() => onPick(row.id)} />
        ))}
        {left > 0 && (
          <li>
            <Button kind="link" onPress={() => setCount((was) => was + page)}>
              {t("ui.inside.more", { n: Math.min(page, left) })}
            </Button>
          </li>
        )}
      </ul>
    </div>
  );
}
