/** The user's own fields, for one kind of record at a time: listed, added in one line, changed where they stand. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { kindsIn } from "../../ipc/modules.ts";
import { catalog, read } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { comboText } from "../../lib/keys.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { told } from "./field-kinds.ts";
import style from "./fields.module.css";
import { FieldsByKind } from "./fields-by-kind.tsx";
import { NewField } from "./new-field.tsx";
import { OwnField } from "./own-field.tsx";

export const ownFields = read("ownFields", [], ["field_def"], commands.ownFields);

export function Fields() {
  const { data: known } = useQuery(catalog);
  const { data: all } = useQuery(ownFields);
  const [entity, setEntity] = useState("unit");
  // A line that moves takes the focus off what is in it.
  const held = useRef<HTMLElement | null>(null);
  const fields = (all ?? []).filter((field) => field.entity === entity);
  const order = fields.map(({ key }) => key).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order is when the focus is given back
  useEffect(() => held.current?.focus(), [order]);
  if (!known || !all) return null;
  const count = (of: string) => all.filter((field) => field.entity === of).length;
  const move = (at: number, by: number) => {
    const keys = fields.map(({ key }) => key);
    if (at + by < 0 || at + by >= keys.length) return;
    keys.splice(at + by, 0, ...keys.splice(at, 1));
    held.current = document.activeElement as HTMLElement | null;
    whileSaving(commands.fieldOrder(entity, keys)).then(told, (error: unknown) =>
      say({ text: sentence(error) }),
    );
  };
  const keys = { up: comboText("alt+up"), down: comboText("alt+down") };
  return (
    <Part title={t("ui.settings.part.fields")}>
      <Row label={t("ui.fields.which")} detail={t("ui.fields.detail")}>
        <Select
          aria-label={t("ui.fields.which")}
          value={entity}
          onChange={setEntity}
          options={kindsIn(known).map(({ key }) => ({
            id: key,
            label: entityLabel(key),
            ...(count(key) > 0 && { detail: String(count(key)) }),
          }))}
        />
      </Row>
      <NewField key={entity} entity={entity} />
      {fields.length === 0 ? (
        <p className={style.help}>{t("ui.fields.none")}</p>
      ) : (
        <ul
          className={style.list}
          aria-label={entityLabel(entity)}
          onFocus={() => {
            held.current = null;
          }}
        >
          {fields.map((field, at) => (
            <OwnField
              key={field.key}
              field={field}
              catalog={known}
              first={at === 0}
              last={at === fields.length - 1}
              onMove={(by) => move(at, by)}
            />
          ))}
        </ul>
      )}
      <p className={style.help}>{t("ui.fields.keys", keys)}</p>
      {entity === "unit" && <FieldsByKind catalog={known} />}
    </Part>
  );
}
