/** What this customer and whoever is spoken with prefer and dislike, in one quiet line while one logs. */
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { commands, type Id, type RecordDto, type Ref } from "../../../ipc/bindings.ts";
import { read } from "../../../ipc/query.ts";
import { t } from "../../../lib/i18n.ts";
import { textOf } from "../words.ts";
import style from "./composer.module.css";

/** So many are told at first. */
const FEW = 3;

const wishesOf = (field: "unit" | "contact", id: Id) =>
  read("wishesOf", [field, id], ["preference", field], () =>
    commands.relatedList("preference", field, id, 0),
  );

function told(record: RecordDto): string {
  const name = record.values.contact?.t === "ref" ? record.values.contact.v.label : "";
  const values = { topic: textOf(record, "topic"), value: textOf(record, "value"), name };
  return t(name === "" ? "ui.wishes.one" : "ui.wishes.of", values);
}

export function Wishes({ unit, people }: { unit: Id; people: readonly Ref[] }) {
  const [all, setAll] = useState(false);
  const asked = [wishesOf("unit", unit), ...people.map(({ id }) => wishesOf("contact", id))];
  const answers = useQueries({ queries: asked });
  const named = new Set(people.map(({ id }) => id));
  const found = new Map<Id, RecordDto>();
  for (const record of answers.flatMap(({ data }) => data ?? [])) {
    const of = record.values.contact;
    // Of a person who is not spoken with it is of no use here.
    if (of?.t !== "ref" || named.has(of.v.id)) found.set(record.id, record);
  }
  const lines = [...found.values()].map(told);
  if (lines.length === 0) return null;
  const shown = all ? lines : lines.slice(0, FEW);
  return (
    <p className={style.wishes} data-testid="wishes">
      <span>{shown.join(t("ui.wishes.between"))}</span>
      {lines.length > FEW && (
        <Button kind="link" aria-expanded={all} onPress={() => setAll(!all)}>
          {all ? t("ui.wishes.fewer") : t("ui.wishes.more", { n: lines.length - FEW })}
        </Button>
      )}
    </p>
  );
}
