/** The lists of choices: which one is looked at, what it offers, and a line to add to it. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Catalog, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { catalog } from "../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { comboText } from "../../lib/keys.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { Choices } from "./choices.tsx";
import style from "./lists.module.css";

/** A list is called as the first field that chooses from it. */
function listWord({ entities }: Catalog, list: string): string {
  for (const { key, fields } of entities) {
    const field = fields.find(({ choices }) => choices === list);
    if (field) return `${entityLabel(key)} · ${fieldLabel(key, field.key)}`;
  }
  return list;
}

async function add(list: string, label: string): Promise<string> {
  const code = await whileSaving(commands.choiceAdd(list, label));
  say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: undo } });
  return code;
}

function AddChoice({ list }: { list: string }) {
  const [label, setLabel] = useState("");
  const adding = useAction(add);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void adding.run(list, label).then((code) => code && setLabel(""));
  };
  return (
    <form className={style.add} onSubmit={submit}>
      <Field
        aria-label={t("ui.lists.add")}
        placeholder={t("ui.lists.add")}
        value={label}
        onChange={(text) => {
          adding.clear();
          setLabel(text);
        }}
        maxLength={40}
        error={adding.error && sentence(adding.error)}
        autoComplete="off"
      />
      <Button type="submit" kind="line" busy={adding.busy} isDisabled={label.trim() === ""}>
        {t("ui.lists.add_do")}
      </Button>
    </form>
  );
}

export function Lists() {
  const { data } = useQuery(catalog);
  const [picked, setPicked] = useState<string | null>(null);
  const list = data?.lists.find(({ key }) => key === (picked ?? "unit_level")) ?? data?.lists[0];
  if (!data || !list) return null;
  const keys = { up: comboText("alt+up"), down: comboText("alt+down") };
  return (
    <Part title={t("ui.settings.part.lists")}>
      <Row label={t("ui.lists.which")} detail={t(list.fixed ? "ui.lists.fixed" : "ui.lists.detail")}>
        <Select
          aria-label={t("ui.lists.which")}
          value={list.key}
          onChange={setPicked}
          options={data.lists.map(({ key }) => ({ id: key, label: listWord(data, key) }))}
        />
      </Row>
      <Choices
        key={list.key}
        list={list}
        label={listWord(data, list.key)}
        choices={data.choices.filter((choice) => choice.list === list.key)}
        colours={data.colours}
      />
      {!list.fixed && <AddChoice key={`add ${list.key}`} list={list.key} />}
      <p className={style.keys}>{t("ui.lists.keys", keys)}</p>
    </Part>
  );
}
