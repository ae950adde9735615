/** What can be made of something a customer said, without typing it once more. */
import { CheckSquare, Plus } from "lucide-react";
import { Button } from "../../../components/button.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { Catalog, RecordDto, Value } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { hides } from "../../../ipc/modules.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { createRecord } from "../../../ipc/write.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { fieldOf, textOf } from "../words.ts";

/** What each kind may become. A task may come of all of them. */
const becomes: Readonly<Record<string, readonly string[]>> = {
  feedback: ["need", "complaint", "suggestion"],
  suggestion: ["need", "complaint"],
  satisfaction: ["need", "complaint"],
  competitor_view: ["need"],
  strategy_note: ["need"],
};

/** The field of a kind that bears its words, and how many fit. */
const words: Readonly<Record<string, [field: string, longest: number]>> = {
  need: ["text", 20_000],
  complaint: ["name", 300],
  suggestion: ["text", 20_000],
  task: ["title", 500],
};

/** A name is one line, and the whole of a long text stands below it. */
function said(entity: string, text: string): Record<string, Value> {
  const [field, longest] = words[entity] ?? ["text", 300];
  const all: Value = { t: "text", v: text };
  if (entity === "need" || entity === "suggestion") return { [field]: all };
  const line = text.replace(/\s+/g, " ").trim();
  const name: Value = { t: "text", v: [...line].slice(0, longest).join("") };
  if (line === text && [...line].length <= longest) return { [field]: name };
  return { [field]: name, [entity === "task" ? "note" : "text"]: all };
}

/** What goes along from one to the other where both have it. */
const carried = ["unit", "contact", "product", "feedback", "source", "label"] as const;

function valuesFor(catalog: Catalog, entity: string, from: RecordDto, text: string, now: number) {
  const link: Value = { t: "ref", v: { id: from.id, label: text } };
  const also = carried.flatMap((key): [string, Value][] => {
    const value = from.values[key];
    return value && value.t !== "null" && fieldOf(catalog, entity, key) ? [[key, value]] : [];
  });
  const day: Value = { t: "date", v: instant(now).slice(0, 10) };
  return {
    ...Object.fromEntries(also),
    ...said(entity, text),
    ...(fieldOf(catalog, entity, from.entity) && { [from.entity]: link }),
    ...(entity === "complaint" && { received_on: day }),
    ...(entity === "suggestion" && { made_on: day }),
  };
}

/** The words of a record: what it is called, what was said, or what was noted beside a score. */
function wordsIn(record: RecordDto): string {
  // How somebody likes a thing says nothing without the thing.
  if (record.entity === "preference") return `${textOf(record, "topic")} ${textOf(record, "value")}`.trim();
  const told = ["name", "text", "comment", "note"].map((key) => textOf(record, key));
  return told.find((text) => text !== "") ?? "";
}

export function Make({ record, catalog, now }: { record: RecordDto; catalog: Catalog; now: number }) {
  const making = useAction(async (entity: string) => {
    const applied = await createRecord(entity, valuesFor(catalog, entity, record, text, now));
    toast(t("ui.voice.made", { kind: entityLabel(entity) }), { label: t("ui.undo"), run: undo });
    return applied;
  });
  const text = wordsIn(record);
  if (text === "") return null;
  const kinds = [...(becomes[record.entity] ?? []), "task"].filter((entity) => !hides(catalog, entity));
  return (
    <>
      {kinds.map((entity) => (
        <Button
          key={entity}
          icon={entity === "task" ? CheckSquare : Plus}
          busy={making.busy}
          onPress={() => void making.run(entity)}
        >
          {t("ui.voice.make", { kind: entityLabel(entity) })}
        </Button>
      ))}
      {making.error !== null && <p role="alert">{sentence(making.error)}</p>}
    </>
  );
}
