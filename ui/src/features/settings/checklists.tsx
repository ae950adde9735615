/** The checklists: which one is looked at, its steps, and a line to add another; ours are offered as long as they are not there. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import type { Id } from "../../ipc/bindings.ts";
import { checklists, makeChecklist, ourChecklists, takeOurs } from "../../ipc/checklists.ts";
import { sentence } from "../../ipc/error.ts";
import { catalog } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { ChecklistEditor } from "./checklist-editor.tsx";
import style from "./checklists.module.css";

function AddList({ onMade }: { onMade: (id: Id) => void }) {
  const [name, setName] = useState("");
  const making = useAction(makeChecklist);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    void making.run(name.trim()).then((id) => {
      if (id === undefined) return;
      setName("");
      onMade(id);
    });
  };
  return (
    <form className={style.add} onSubmit={submit}>
      <Field
        aria-label={t("ui.checklist.new")}
        placeholder={t("ui.checklist.new")}
        value={name}
        onChange={(text) => {
          making.clear();
          setName(text);
        }}
        maxLength={200}
        error={making.error && sentence(making.error)}
        autoComplete="off"
      />
      <Button type="submit" kind="line" busy={making.busy} isDisabled={name.trim() === ""}>
        {t("ui.lists.add_do")}
      </Button>
    </form>
  );
}

/** Those of ours that are not there yet. */
function Ours({ onTaken }: { onTaken: (id: Id) => void }) {
  const { data } = useQuery(ourChecklists);
  const left = data?.filter(({ there }) => !there) ?? [];
  if (left.length === 0) return null;
  const take = (purposes: string[]) => void takeOurs(purposes).then(([id]) => id && onTaken(id));
  return (
    <Row label={t("ui.checklist.ours")} detail={t("ui.checklist.ours_detail")}>
      <div className={style.ours}>
        {left.map(({ purpose, name, steps }) => (
          <Button
            key={purpose}
            kind="line"
            aria-label={`${t("ui.checklist.take_one", { name })} · ${t("ui.checklist.steps", { n: steps.length })}`}
            onPress={() => take([purpose])}
          >
            {name}
          </Button>
        ))}
        {left.length > 1 && (
          <Button kind="link" onPress={() => take(left.map(({ purpose }) => purpose))}>
            {t("ui.checklist.take_all")}
          </Button>
        )}
      </div>
    </Row>
  );
}

export function Checklists() {
  const { data: known } = useQuery(catalog);
  const { data: lists } = useQuery(checklists);
  const [picked, setPicked] = useState<Id | null>(null);
  const list = lists?.find(({ id }) => id === picked) ?? lists?.[0];
  // What is looked at stays so, though it goes to the end when it is switched off.
  const shown = list?.id ?? null;
  useEffect(() => setPicked(shown), [shown]);
  if (!known || !lists) return null;
  return (
    <Part title={t("ui.settings.part.checklists")}>
      <p className={style.intro}>{t("ui.checklist.detail")}</p>
      <Ours onTaken={setPicked} />
      {list && (
        <Row label={t("ui.checklist.edit_which")} detail={t("ui.checklist.kept_at_once")}>
          <Select
            aria-label={t("ui.checklist.edit_which")}
            value={list.id}
            onChange={setPicked}
            options={lists.map(({ id, name, active }) => ({
              id,
              label: name,
              ...(!active && { detail: t("ui.lists.retired") }),
            }))}
          />
        </Row>
      )}
      {list && <ChecklistEditor key={list.id} list={list} choices={known.choices} />}
      <AddList onMade={setPicked} />
    </Part>
  );
}
