/** How a conversation was held and how it went: its kind, what came of it, how long it took. */
import { Select } from "../../../components/select.tsx";
import { Segments } from "../../../components/toggle.tsx";
import type { Catalog } from "../../../ipc/bindings.ts";
import { t } from "../../../lib/i18n.ts";
import { choiceWord } from "../words.ts";
import style from "./composer.module.css";
import type { Draft } from "./drafts.ts";

/** Those of most days are at hand; the others stand further up, with what else is seldom said. */
const daily = ["call", "visit", "wechat", "meeting", "note"];

/** What is retired is not offered. */
const offeredOf = (catalog: Catalog, list: string) =>
  catalog.choices.filter((one) => one.list === list && !one.retired).map(({ code }) => code);

/** The kind a box begun before turns to, where its own is no longer offered. */
export function kindOf(catalog: Catalog, kind: string): string {
  const offered = offeredOf(catalog, "activity_kind");
  if (offered.includes(kind)) return kind;
  return daily.find((one) => offered.includes(one)) ?? offered[0] ?? kind;
}

type KindProps = { catalog: Catalog; kind: string; onKind: (next: string) => void };

/** The kinds of most days side by side. */
export function Kinds({ catalog, kind, onKind }: KindProps) {
  const offered = offeredOf(catalog, "activity_kind");
  return (
    <Segments
      label={t("ui.record.log_kind")}
      options={daily
        .filter((code) => offered.includes(code))
        .map((id) => ({ id, label: choiceWord(catalog, "activity_kind", id) }))}
      value={kind}
      onChange={onKind}
    />
  );
}

/** Minutes that conversations are said to last. */
const lengths = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 480];
const unsaid = "";

export function HowItWent(props: KindProps & { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const { catalog, draft, change, kind, onKind } = props;
  const results = offeredOf(catalog, "activity_result");
  const others = offeredOf(catalog, "activity_kind").filter((code) => !daily.includes(code));
  const none = { id: unsaid, label: "—" };
  return (
    <div className={style.how}>
      <Select
        label={t("field.activity.result")}
        options={[none, ...results.map((id) => ({ id, label: choiceWord(catalog, "activity_result", id) }))]}
        value={draft.result ?? unsaid}
        onChange={(result) => change({ result: result || null })}
      />
      <Select
        label={t("ui.record.log_length")}
        options={[none, ...lengths.map((n) => ({ id: `${n}`, label: t("ui.record.minutes", { n }) }))]}
        value={draft.duration_min === null ? unsaid : `${draft.duration_min}`}
        onChange={(minutes) => change({ duration_min: minutes === unsaid ? null : Number(minutes) })}
      />
      {others.length > 0 && (
        <Select
          label={t("ui.record.log_kind_other")}
          options={others.map((id) => ({ id, label: choiceWord(catalog, "activity_kind", id) }))}
          value={others.includes(kind) ? kind : null}
          onChange={onKind}
        />
      )}
    </div>
  );
}
