/** A new record that belongs to the one in the drawer: a button that becomes a form, in place. */
import { useState } from "react";
import { AskFields } from "../../../components/ask-fields.tsx";
import { Seen } from "../../../components/seen.tsx";
import { type Answers, askedOf, firstAnswers, typedParts, valuesOf } from "../../../ipc/asked.ts";
import type { Catalog, Value } from "../../../ipc/bindings.ts";
import { useOnceMore, useSeen } from "../../../ipc/entry.ts";
import { isWork } from "../../../ipc/lessons.ts";
import { hides } from "../../../ipc/modules.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { createAsked } from "../../../ipc/write.ts";
import { useNow } from "../../../lib/now.ts";
import { nameOf } from "../words.ts";
import { AddForm } from "./add-form.tsx";
import { Lessons } from "./lessons.tsx";

export function RecordForm(props: {
  entity: string;
  /** what one adds, where the kind alone does not say it */ label?: string;
  /** what is known before one asks */ given: Readonly<Record<string, Value>>;
  catalog: Catalog;
}) {
  const { entity, given, catalog } = props;
  const now = useNow();
  const [asked] = useState(() =>
    askedOf(catalog, entity, Object.keys(given), given.unit?.t === "ref" ? given.unit.v.id : null),
  );
  const whose = Object.entries(given).flatMap(([key, value]) =>
    value.t === "ref" ? `${key}.${value.v.id}` : [],
  );
  const onceMore = useOnceMore();
  const below = (key: string, text: string) => (
    <Seen useSeen={useSeen} typed={{ entity, field: key, text }} waits={onceMore.waiting.has(key)} />
  );
  return (
    <AddForm<Answers>
      label={props.label ?? entityLabel(entity)}
      place={[entity, ...whose].join("@")}
      asks={asked.map(({ key }) => key)}
      hold={(answers) => onceMore.hold(typedParts(entity, asked, answers))}
      blank={firstAnswers(catalog, entity, asked, now)}
      store={(answers) => createAsked(entity, { ...valuesOf(asked, answers), ...given })}
      after={
        isWork(entity) && !hides(catalog, "lesson")
          ? (made) => <Lessons of={made} name={nameOf(catalog, made)} catalog={catalog} />
          : undefined
      }
    >
      {(answers, change, refused) => (
        <AskFields
          asked={asked}
          answers={answers}
          refused={refused}
          below={below}
          onChange={(key, answer) => change({ [key]: answer })}
        />
      )}
    </AddForm>
  );
}
