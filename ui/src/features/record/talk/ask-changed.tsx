/**
 * Asked once after a conversation: has anything changed? The few fields that most likely did, each edited in place;
 * one press says that nothing has. Easily left: Escape, or simply going on.
 */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect } from "react";
import { Button, IconButton } from "../../../components/button.tsx";
import { Kbd } from "../../../components/kbd.tsx";
import { type Catalog, commands, type Id, type LikelyChange } from "../../../ipc/bindings.ts";
import { verifyFields } from "../../../ipc/quality.ts";
import { read } from "../../../ipc/query.ts";
import { t } from "../../../lib/i18n.ts";
import { comboOf, isComposing, useShortcut } from "../../../lib/keys.ts";
import { FieldLine } from "../field/line.tsx";
import { isBlank } from "../words.ts";
import style from "./composer.module.css";

export type Asked = {
  readonly unit: Id;
  readonly activity: Id;
  readonly people: readonly Id[];
  /** what comes next was said with the conversation itself */ readonly planned: boolean;
};

const likelyOf = ({ unit, people }: Asked) =>
  read("likelyChanges", [unit, ...people], ["*"], () => commands.likelyChanges(unit, [...people]));

/** The lines by whose they are. */
function byWhom(lines: readonly LikelyChange[]): [string, LikelyChange[]][] {
  const groups = new Map<string, LikelyChange[]>();
  for (const line of lines) {
    const key = line.record.entity === "task" ? `task ${line.about.label}` : line.about.id;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups];
}

export function AskChanged(props: { asked: Asked; catalog: Catalog; onSettled: () => void }) {
  const { asked, catalog, onSettled } = props;
  const { data } = useQuery(likelyOf(asked));
  const lines = (data ?? []).filter(({ record }) => record.entity !== "task" || !asked.planned);
  const nothing = data !== undefined && lines.length === 0;
  useEffect(() => {
    if (nothing) onSettled();
  }, [nothing, onSettled]);
  const unchanged = () => {
    const known = lines.filter(
      ({ record, field }) => record.entity !== "task" && !isBlank(record.values[field]),
    );
    const places = known.map(({ record, field }) => ({ entity: record.entity, id: record.id, field }));
    if (places.length > 0) void verifyFields(places);
    onSettled();
  };
  useShortcut("alt+0", "ui.asked.unchanged", unchanged, { inText: true, off: lines.length === 0 });
  if (lines.length === 0) return null;
  const leave = (event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented || comboOf(event.nativeEvent) !== "esc") return;
    event.preventDefault();
    event.stopPropagation();
    onSettled();
  };
  return (
    <section className={style.asked} aria-label={t("ui.asked.title")} onKeyDown={leave}>
      <header>
        <h3>{t("ui.asked.title")}</h3>
        <Button kind="line" onPress={unchanged}>
          {t("ui.asked.unchanged")}
        </Button>
        <Kbd combo="alt+0" />
        <span className={style.space} />
        <IconButton label={t("ui.asked.leave")} icon={X} size={14} onPress={onSettled} />
      </header>
      {byWhom(lines).map(([key, some]) => (
        <div key={key} className={style.of}>
          {key !== asked.unit && <h4>{some[0]?.about.label}</h4>}
          <dl>
            {some.map(({ record, field: name }) => {
              const field = catalog.entities
                .find((one) => one.key === record.entity)
                ?.fields.find((one) => one.key === name);
              return (
                field && (
                  <FieldLine key={`${record.id} ${name}`} record={record} field={field} catalog={catalog} />
                )
              );
            })}
          </dl>
        </div>
      ))}
    </section>
  );
}
