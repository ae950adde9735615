/** One letter: those it goes to, its words, and the two ways out: the mail program, and the clipboard. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Copy, Mail } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Check, Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type MailAsk, type MailChoice, type MailDraft } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { currentLanguage, type Language, t } from "../../lib/i18n.ts";
import type { MailOf } from "../../lib/mail.ts";
import { copy } from "./copy.ts";
import { languages } from "./languages.ts";
import style from "./mail.module.css";
import { Recipients } from "./recipients.tsx";

const draftOf = (ask: MailAsk) => read("mail", [ask], ["*"], () => commands.mailDraft(ask));

const chosen = (draft: MailDraft) => draft.people.filter((one) => one.chosen);

/** Kept as a conversation, where the user says so; one step of undo. */
function note({ unit, subject, people, confidential }: MailDraft): void {
  if (!unit) return;
  const contacts = people.flatMap((one) => (one.chosen && one.contact ? [one.contact.id] : []));
  const content = t("ui.mail.noted_as", { subject: subject || t("ui.mail.no_subject") });
  const touch = {
    unit: unit.id,
    kind: "mail",
    at: null,
    contacts: [...new Set(contacts)],
    content,
    result: null,
    duration_min: null,
    label: confidential ? "confidential" : null,
    next_step: null,
  };
  commands
    .logTouch(touch)
    .then(
      () => toast(t("ui.mail.noted", { name: unit.label }), { label: t("ui.undo"), run: undo }),
      complain,
    );
}

/** What stands in the way, or is worth knowing before it goes. */
function Warnings({ draft }: { draft: MailDraft }) {
  const to = chosen(draft);
  const avoid = to.find((one) => one.avoid !== null);
  const gone = to.find((one) => one.left);
  const name = (one: (typeof to)[number]) => one.contact?.label ?? one.address;
  return (
    <>
      {draft.unfit.length > 0 && (
        <Notice tone="warn">{t("ui.mail.unfit", { address: draft.unfit.join(t("ui.list_comma")) })}</Notice>
      )}
      {draft.people.length === 0 && <Notice tone="warn">{t("ui.mail.nobody")}</Notice>}
      {avoid && (
        <Notice
          tone="warn"
          title={
            avoid.avoid?.until
              ? t("ui.mail.avoid_until", { name: name(avoid), day: avoid.avoid.until })
              : t("ui.mail.avoid", { name: name(avoid) })
          }
        >
          {avoid.avoid?.why}
        </Notice>
      )}
      {gone && <Notice tone="warn">{t("ui.mail.left", { name: name(gone) })}</Notice>}
      {!draft.fits && to.length > 0 && <Notice>{t("ui.mail.too_long")}</Notice>}
    </>
  );
}

export function Letter({ of, onDone }: { of: MailOf; onDone: () => void }) {
  const [language, setLanguage] = useState<Language>(currentLanguage);
  const [to, setTo] = useState<MailChoice[] | null>(null);
  const [knowing, setKnowing] = useState(false);
  const ask: MailAsk = { about: of, language, to };
  const { data: draft, error } = useQuery({ ...draftOf(ask), placeholderData: keepPreviousData });
  const opening = useAction(async (whole: MailDraft) => {
    // Before the mail program takes the keyboard: what it cannot be given is pasted there.
    if (!whole.fits) await navigator.clipboard.writeText(whole.body);
    const went = await commands.mailOpen(ask, knowing);
    const act = whole.unit ? { label: t("ui.mail.note"), run: () => note(whole) } : undefined;
    toast(t(went ? "ui.mail.opened" : "ui.mail.opened_bare"), act);
    onDone();
  });
  if (!draft) return error ? <Notice tone="bad">{sentence(error)}</Notice> : null;
  const goes = chosen(draft);
  const addresses = goes.map(({ address }) => address).join(", ");
  const held = draft.confidential && !knowing;
  const refused = error ?? opening.error;
  return (
    <div className={style.letter} data-testid="mail">
      {refused && (
        <Notice tone="bad" live>
          {sentence(refused)}
        </Notice>
      )}
      <Recipients
        people={draft.people}
        onChange={(next) => {
          opening.clear();
          setTo(next);
        }}
      />
      <Warnings draft={draft} />
      <div className={style.head}>
        <h3 className={style.subject} data-selectable data-none={draft.subject === "" || undefined}>
          {draft.subject || t("ui.mail.no_subject")}
        </h3>
        <Segments label={t("ui.mail.language")} options={languages} value={language} onChange={setLanguage} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <p className={style.body} data-selectable tabIndex={0} lang={language}>
        {draft.body.trim()}
      </p>
      {draft.confidential && (
        <Notice tone="warn" title={t("ui.mail.confidential")}>
          <Check value={knowing} onChange={setKnowing}>
            {t("ui.mail.knowing")}
          </Check>
        </Notice>
      )}
      <div className={style.acts}>
        <Button
          kind="line"
          icon={Copy}
          isDisabled={addresses === "" || held}
          onPress={() => void copy(addresses, "ui.mail.copied_to")}
        >
          {t("ui.mail.copy_to")}
        </Button>
        <Button
          kind="line"
          icon={Copy}
          isDisabled={held}
          onPress={() => void copy(draft.body, "ui.mail.copied_text")}
        >
          {t("ui.mail.copy_text")}
        </Button>
        <Button
          kind="main"
          icon={Mail}
          busy={opening.busy}
          isDisabled={goes.length === 0 || held}
          autoFocus
          onPress={() => void opening.run(draft)}
        >
          {t("ui.mail.open")}
        </Button>
      </div>
      <p className={style.quiet}>{t("ui.mail.hint")}</p>
    </div>
  );
}
