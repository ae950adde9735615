/** What was said of a value, and saying it: verified today, from whom, how sure, since when; and the second person's look. */
import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Catalog, commands, type FieldAt, type FieldMark } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { ageText, verifyFields } from "../../../ipc/quality.ts";
import { checkFields, ownName } from "../../../ipc/second.ts";
import { choicesOffered } from "../../../ipc/words.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import { askWrong } from "../../../lib/wrong.ts";
import { recordOf } from "../reads.ts";
import { textOf } from "../words.ts";
import style from "./mark.module.css";

type WordProps = { at: FieldAt; mark: FieldMark; catalog: Catalog; close: () => void };

const dayOf = (ms: number) => instant(ms).slice(0, 10);

/** How old it is, who verified it and who looked at it last. */
function Told({ mark }: { mark: FieldMark }) {
  const { word } = mark;
  const by = (day: string, who: string | null) => (who ? t("ui.quality.day_by", { day, who }) : day);
  return (
    <div className={style.told}>
      <div>{t("ui.quality.since", { day: dayOf(mark.since), age: ageText(mark.age) })}</div>
      {word.verified_at !== null && (
        <div>{t("ui.quality.verified_on", { day: by(dayOf(word.verified_at), word.verified_by) })}</div>
      )}
      {word.checked_at !== null && (
        <div>{t("ui.quality.checked_on", { day: by(dayOf(word.checked_at), word.checked_by) })}</div>
      )}
      {word.later_on && <div>{t("ui.quality.later_until", { day: word.later_on })}</div>}
    </div>
  );
}

/** The second person says who they are: there are no accounts that would know. */
function CheckBy({ at, mark, close }: Omit<WordProps, "catalog">) {
  const [typedBy, setBy] = useState<string | null>(null);
  // Whoever is to look at what is done here is offered.
  const { data: record } = useQuery(recordOf(at.entity, at.id));
  const by = typedBy ?? (record ? textOf(record, "reviewer") : "");
  const [own, setOwn] = useState("");
  const { data: known } = useQuery(ownName);
  const checking = useAction(() => checkFields([at], by, known === null ? own : "").then(close));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void checking.run();
  };
  return (
    <form className={style.check} onSubmit={submit}>
      <div className={style.told}>
        {t("ui.quality.unchecked_since", { day: instant(mark.word.unchecked_at ?? 0) })}
      </div>
      <Field
        aria-label={t("ui.quality.checked_by")}
        placeholder={t("ui.quality.checked_by")}
        value={by}
        onChange={setBy}
        autoComplete="off"
        error={checking.error && sentence(checking.error)}
      />
      {known === null && (
        <Field label={t("ui.quality.own_name")} value={own} onChange={setOwn} autoComplete="off" />
      )}
      <div className={style.acts}>
        <Button type="submit" kind="line" busy={checking.busy}>
          {t("ui.quality.check")}
        </Button>
      </div>
    </form>
  );
}

export function FieldWord({ at, mark, catalog, close }: WordProps) {
  const { word } = mark;
  const [source, setSource] = useState(word.source ?? "");
  const [certainty, setCertainty] = useState(word.certainty ?? "");
  const [entered, setEntered] = useState(word.entered_at === null ? "" : dayOf(word.entered_at));
  const [note, setNote] = useState(word.note ?? "");
  const said = { source, certainty: certainty || null, entered, note };
  const saving = useAction(() => whileSaving(commands.provenanceSay(at, said)).then(close));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void saving.run();
  };
  const refused = (field: string) => (saving.error?.field?.endsWith(field) ? sentence(saving.error) : null);
  return (
    <div className={style.word}>
      <Told mark={mark} />
      {word.unchecked_at !== null && <CheckBy at={at} mark={mark} close={close} />}
      <form className={style.word} onSubmit={submit}>
        <Field
          label={t("ui.quality.source")}
          placeholder={t("ui.quality.source_hint")}
          value={source}
          onChange={setSource}
          autoComplete="off"
        />
        <Select
          label={t("ui.quality.certainty")}
          value={certainty}
          onChange={setCertainty}
          options={[
            { id: "", label: t("ui.quality.certainty_none") },
            ...choicesOffered(catalog.choices, "certainty"),
          ]}
        />
        <Field
          label={t("ui.quality.entered")}
          placeholder="YYYY-MM-DD"
          value={entered}
          onChange={setEntered}
          autoComplete="off"
          error={refused("entered_at")}
        />
        <Field label={t("ui.quality.note")} value={note} onChange={setNote} autoComplete="off" />
        {saving.error && !refused("entered_at") && <p role="alert">{sentence(saving.error)}</p>}
        <div className={style.acts}>
          <Button
            icon={CircleAlert}
            onPress={() => {
              close();
              askWrong(at);
            }}
          >
            {t("ui.wrong.menu")}
          </Button>
          <Button type="submit" busy={saving.busy}>
            {t("ui.quality.keep")}
          </Button>
          <Button
            kind="main"
            icon={Check}
            onPress={() => void verifyFields([at], source || null).then(close)}
          >
            {t("ui.quality.verify_now")}
          </Button>
        </div>
      </form>
    </div>
  );
}
