/**
 * A letter that asks a colleague to look over what is known of their customers: whom, where to, in which words.
 * Nothing leaves before the button is pressed.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Copy, Download, Mail } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Notice } from "../../components/notice.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Colleague, commands, type Urge } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate, read } from "../../ipc/query.ts";
import { useAnswer } from "../../lib/ask.ts";
import { currentLanguage, type Language, t } from "../../lib/i18n.ts";
import { copy } from "./copy.ts";
import { languages } from "./languages.ts";
import style from "./mail.module.css";

const colleagues = read("colleagues", [], ["*"], commands.mailColleagues);
const urgeOf = (owner: string, language: Language) =>
  read("urge", [owner, language], ["*"], () => commands.mailUrge(owner, language));

/** Whom it does not name, by why. */
function LeftOut({ of }: { of: Urge["left_out"] }) {
  const what = (["confidential", "put_off", "later"] as const)
    .filter((why) => of[why] > 0)
    .map((why) => t(`ui.urge.left_out_${why}`, { n: of[why] }))
    .join(t("ui.list_comma"));
  return what && <Notice>{t("ui.urge.left_out", { what })}</Notice>;
}

function Words({ urge, language }: { urge: Urge; language: Language }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <p className={style.body} data-selectable tabIndex={0} lang={language}>
        {urge.body.trim()}
      </p>
      {!urge.fits && <Notice>{t("ui.mail.too_long")}</Notice>}
    </>
  );
}

function Ask({ all, onDone }: { all: readonly Colleague[]; onDone: () => void }) {
  const [owner, setOwner] = useState(all[0]?.owner ?? "");
  const [language, setLanguage] = useState<Language>(currentLanguage);
  /** what is typed, until it is kept */
  const [typed, setTyped] = useState<string | null>(null);
  const asked = useQuery({ ...urgeOf(owner, language), placeholderData: keepPreviousData });
  const error = asked.error;
  // The one before stays until the next is here, but only in another language.
  const urge = asked.data?.owner === owner ? asked.data : undefined;
  const address = typed ?? urge?.address ?? "";
  const keepAddress = async () => {
    if (typed === null) return;
    await commands.mailSetColleague(owner, typed);
    await invalidate(["*"]);
    setTyped(null);
  };
  const saving = useAction(async () => {
    await keepAddress();
    if (await commands.mailUrgeSave(owner, language)) toast(t("ui.mail.saved"));
  });
  const opening = useAction(async (whole: Urge) => {
    // Before anything is awaited: a clipboard is open to a press and closed soon after.
    if (!whole.fits) await navigator.clipboard.writeText(whole.body);
    await keepAddress();
    const went = await commands.mailUrgeOpen(owner, language);
    toast(t(went ? "ui.mail.opened" : "ui.mail.opened_bare"));
    onDone();
  });
  const written = urge !== undefined && urge.customers > 0 && !asked.isPlaceholderData;
  const ready = written && address.trim() !== "" && !opening.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (urge && ready) void opening.run(urge);
  };
  const refused = opening.error ?? saving.error ?? error;
  const aboutAddress = refused?.key === "error.mail_address";
  return (
    <form className={style.letter} onSubmit={submit} data-testid="urge">
      <div className={style.pair}>
        <Select
          label={t("ui.urge.to")}
          value={owner}
          onChange={(next) => {
            setOwner(next);
            setTyped(null);
            opening.clear();
            saving.clear();
          }}
          options={all.map((one) => ({
            id: one.owner,
            label: one.owner,
            detail: t("ui.urge.customers", { n: one.customers }),
          }))}
        />
        <Field
          label={t("ui.urge.address", { name: owner })}
          value={address}
          onChange={(next) => {
            setTyped(next);
            opening.clear();
            saving.clear();
          }}
          hint={t("ui.urge.address_hint")}
          error={aboutAddress && refused ? sentence(refused) : null}
          autoComplete="off"
          spellCheck="false"
        />
      </div>
      {refused && !aboutAddress && (
        <Notice tone="bad" live>
          {sentence(refused)}
        </Notice>
      )}
      {urge?.customers === 0 && <Notice>{t("ui.urge.nothing", { name: owner })}</Notice>}
      {urge && <LeftOut of={urge.left_out} />}
      {urge && urge.customers > 0 && (
        <>
          <div className={style.head}>
            <h3 className={style.subject} data-selectable>
              {urge.subject}
            </h3>
            <Segments
              label={t("ui.mail.language")}
              options={languages}
              value={language}
              onChange={setLanguage}
            />
          </div>
          <Words urge={urge} language={language} />
          <div className={style.acts}>
            <Button kind="line" icon={Copy} onPress={() => void copy(urge.body, "ui.mail.copied_text")}>
              {t("ui.mail.copy_text")}
            </Button>
            <Button
              kind="line"
              icon={Download}
              busy={saving.busy}
              isDisabled={!written || saving.busy}
              onPress={() => void saving.run()}
            >
              {t("ui.mail.save")}
            </Button>
            <Button kind="main" icon={Mail} type="submit" busy={opening.busy} isDisabled={!ready}>
              {t("ui.mail.open")}
            </Button>
          </div>
          <p className={style.quiet}>{t("ui.mail.hint")}</p>
        </>
      )}
    </form>
  );
}

function Colleagues({ onDone }: { onDone: () => void }) {
  const { data, error } = useQuery(colleagues);
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (data?.length === 0) return <Notice>{t("ui.urge.nobody")}</Notice>;
  return data ? <Ask all={data} onDone={onDone} /> : null;
}

export function UrgeSheet() {
  const [open, setOpen] = useState(false);
  useAnswer("urge", () => setOpen(true));
  const close = () => setOpen(false);
  return (
    <Dialog title={t("ui.urge.title")} size="wide" isOpen={open} onClose={close}>
      <Colleagues onDone={close} />
    </Dialog>
  );
}
