/** A new unit below another: name and kind, the rest in its record. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { MoreFields } from "../../components/ask-fields.tsx";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { LikelyList } from "../../components/likely.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, ownAsked, valuesOf } from "../../ipc/asked.ts";
import type { TreeNode, Value } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { refusalOf } from "../../ipc/error.ts";
import { useLikely } from "../../ipc/likely.ts";
import { catalog } from "../../ipc/query.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { createAsked } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";
import style from "./groups.module.css";

const create = (parent: TreeNode, name: string, kind: string, own: Record<string, Value>) =>
  createAsked("unit", {
    ...own,
    legal_name: typed(name),
    kind: { t: "choice", v: kind },
    parent: { t: "ref", v: { id: parent.id, label: parent.label } },
  });

export function AddChild({ node, onClose }: { node: TreeNode; onClose: (made: boolean) => void }) {
  const { data } = useQuery(catalog);
  const [name, setName] = useState("");
  const [kind, setKind] = useState("company");
  const [answers, setAnswers] = useState<Answers>({});
  const asked = ownAsked(data, "unit", kind);
  const making = useAction(create);
  const refused = refusalOf(
    making.error,
    asked.map(({ key }) => key),
  );
  const likely = useLikely("unit", { legal_name: name });
  const open = (id: string) => {
    onClose(false);
    openRecord({ entity: "unit", id });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void making.run(node, name, kind, valuesOf(asked, answers)).then((made) => made && onClose(true));
  };
  return (
    <Dialog title={t("ui.groups.child_title", { name: node.label })} isOpen onClose={() => onClose(false)}>
      <form className={style.form} onSubmit={submit}>
        <Field
          label={t("ui.groups.name")}
          value={name}
          onChange={setName}
          error={refused.rest}
          autoFocus
          isRequired
          autoComplete="off"
        />
        <Select
          label={t("ui.groups.kind")}
          options={choicesOffered(data?.choices ?? [], "unit_kind")}
          value={kind}
          onChange={setKind}
        />
        <MoreFields asked={asked} answers={answers} refused={refused.at} onChange={setAnswers} />
        <LikelyList found={likely} onOpen={open} />
        <div className={style.formActs}>
          <Button type="submit" kind="main" busy={making.busy}>
            {t("ui.groups.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
