/** A new contact out of a signature, from anywhere: the customer is found by its name, and all is the ordinary form before it is stored. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { MoreFields } from "../../../components/ask-fields.tsx";
import { Chip } from "../../../components/chip.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Finder } from "../../../components/finder.tsx";
import { LikelyList } from "../../../components/likely.tsx";
import { SubmitForm } from "../../../components/submit-form.tsx";
import { toast } from "../../../components/toast.tsx";
import { Check } from "../../../components/toggle.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Catalog, commands, type Ref } from "../../../ipc/bindings.ts";
import { refusalOf } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { type KeptForm, useKeptForm } from "../../../ipc/kept-form.ts";
import { useLikely } from "../../../ipc/likely.ts";
import { findNear } from "../../../ipc/near.ts";
import { catalog as catalogQuery, read } from "../../../ipc/query.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { useAnswer } from "../../../lib/ask.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord, usePlace } from "../../../lib/place.ts";
import { blank, type NewPerson, ownOf, storePerson } from "./new-person.ts";
import { ASKED, PersonFields } from "./person-fields.tsx";
import said from "./signature.module.css";
import { FromSignature } from "./signature.tsx";

const OFFERED = 12;

type UnitProps = { given: NewPerson; change: (part: Partial<NewPerson>) => void; refused: string | null };

/** Where the post is: the customer the signature names, one that is picked, or one made along with it. */
function Where({ given, change, refused }: UnitProps) {
  const likely = useLikely("unit", given.unit || given.called === "" ? {} : { legal_name: given.called });
  const found = [
    ...given.units.map((one) => ({ ...one, whys: [] })),
    ...likely.filter(({ id }) => given.units.every((one) => one.id !== id)),
  ];
  const take = ({ id, label }: Ref) => change({ unit: { id, label }, newUnit: "" });
  const { unit: words } = given.words;
  /** The user picked another than the signature names. */
  const isOther = given.unit !== null && given.called !== "" && given.unit.id !== given.meant?.id;
  return (
    <div className={said.box}>
      {given.unit ? (
        <div>
          <span className={said.label}>{fieldLabel("post", "unit")}</span>
          <Chip onRemove={() => change({ unit: null })}>{given.unit.label}</Chip>
        </div>
      ) : (
        given.newUnit === "" && (
          <Finder
            label={fieldLabel("post", "unit")}
            placeholder={t("ui.record.find")}
            find={(text) => findNear("unit", text, OFFERED, null)}
            error={refused}
            isRequired
            onPick={take}
          />
        )
      )}
      {isOther ? (
        <p className={said.unread}>{t("ui.signature.picked", { name: given.called })}</p>
      ) : (
        words && <p className={said.unread}>{t("ui.signature.from", { words })}</p>
      )}
      {!given.unit && given.called !== "" && (
        <>
          <LikelyList found={found} onOpen={(id) => openRecord({ entity: "unit", id })} onUse={take} />
          <Check value={given.newUnit !== ""} onChange={(on) => change({ newUnit: on ? given.called : "" })}>
            {t("ui.signature.new_unit", { name: given.called })}
          </Check>
        </>
      )}
    </div>
  );
}

type FormProps = { catalog: Catalog; form: KeptForm<NewPerson>; given: NewPerson };

function Form({ catalog, form, given }: FormProps) {
  const own = ownOf(catalog);
  const [lacking, setLacking] = useState(false);
  const id = given.unit?.id ?? "";
  const { data: unit } = useQuery({
    ...read("record", ["unit", id], ["unit"], () => commands.recordGet("unit", id)),
    enabled: id !== "",
  });
  const at = id === "" ? null : (unit ?? null);
  const making = useAction(async () => {
    const made = await storePerson(at, given, own);
    form.close();
    toast(t("ui.signature.made", { name: given.name }), { label: t("ui.undo"), run: undo });
    return made;
  });
  const submit = () => {
    const placed = id === "" ? given.newUnit !== "" : at !== null;
    setLacking(!placed);
    if (placed) void form.sending(making.run);
  };
  const asks = [...ASKED, ...[...own.unit, ...own.contact, ...own.post].map(({ key }) => key)];
  const refused = refusalOf(making.error, asks);
  return (
    <SubmitForm
      label={t("ui.signature.title")}
      submit={t("ui.record.add")}
      busy={making.busy}
      refused={refused.rest}
      onSubmit={submit}
      onCancel={form.close}
    >
      <FromSignature given={given} change={form.change} open={given.called === "" && given.name === ""}>
        <Where
          given={given}
          change={(part) => {
            setLacking(false);
            form.change(part);
          }}
          refused={lacking ? t("ui.signature.where") : null}
        />
        {!given.unit && given.newUnit !== "" && (
          <MoreFields
            asked={own.unit}
            answers={given.ownOfUnit}
            refused={refused.at}
            onChange={(ownOfUnit) => form.change({ ownOfUnit })}
          />
        )}
        <PersonFields follows given={given} change={form.change} refused={refused.at} own={own} unit={at} />
      </FromSignature>
    </SubmitForm>
  );
}

export function NewContact() {
  const form = useKeptForm<NewPerson>("new@contact", blank);
  const { data: catalog } = useQuery(catalogQuery);
  const { record } = usePlace();
  const seen = useRef(record);
  /** Somebody looks at a record that may be meant: what was begun waits meanwhile. */
  const [aside, setAside] = useState(false);
  useEffect(() => {
    if (seen.current === record) return;
    seen.current = record;
    setAside(true);
  }, [record]);
  useAnswer("new_contact", () => {
    setAside(false);
    form.open();
  });
  return (
    <Dialog title={t("ui.signature.title")} isOpen={form.values !== null && !aside} onClose={form.close}>
      {catalog && form.shown && <Form catalog={catalog} form={form} given={form.shown} />}
    </Dialog>
  );
}
