/**
 * The brief before a visit, over the drawer: one page about a customer, alone or with all below, every line of which
 * opens its record; printed, or saved as a PDF.
 */
import { useQuery } from "@tanstack/react-query";
import { FileDown, ListFilter, Printer, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Check, Segments } from "../../components/toggle.tsx";
import { type Brief, commands } from "../../ipc/bindings.ts";
import { briefOf, leaveOff } from "../../ipc/brief.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { useNow } from "../../lib/now.ts";
import { endWork, type Work } from "../../lib/place.ts";
import { usePrinting } from "../../lib/printing.ts";
import { say } from "../../lib/status.ts";
import { createStore, useStore } from "../../lib/store.ts";
import style from "./brief.module.css";
import { Facts } from "./facts.tsx";
import { Paper } from "./paper.tsx";
import { Section } from "./section.tsx";

/** Whoever looks at groups as a whole looks at the next one so too. */
const reach = createStore<"alone" | "below">("alone");
const close = () => endWork();

/** Which sections there are, each with a check: what is taken out stays out. */
function Parts({ brief: { parts } }: { brief: Brief }) {
  return (
    <fieldset className={style.parts}>
      <legend className="vh">{t("ui.brief.parts")}</legend>
      {parts.map(({ key, title, off }) => (
        <Check key={key} value={!off} onChange={(on) => void leaveOff(key, !on)}>
          {title}
        </Check>
      ))}
    </fieldset>
  );
}

type Acting = { brief: Brief | undefined; onPrint: () => void; unit: string };

/** `brief` is what the window shows of what was asked for; nothing while that is on its way. */
function Acts({ brief, onPrint, unit }: Acting) {
  const below = useStore(reach) === "below";
  const [saving, setSaving] = useState(false);
  const save = () => {
    setSaving(true);
    commands
      .briefSave(unit, below)
      .then((path) => path && say({ text: t("ui.brief.saved", { path }) }), complain)
      .finally(() => setSaving(false));
  };
  const none = !brief || brief.secret;
  return (
    <>
      <Button kind="line" icon={Printer} isDisabled={none} onPress={onPrint}>
        {t("ui.brief.print")}
      </Button>
      <Button kind="line" icon={FileDown} isDisabled={none} busy={saving} onPress={save}>
        {t("ui.brief.save")}
      </Button>
    </>
  );
}

function Page({ brief }: { brief: Brief }) {
  return (
    <>
      {brief.secret ? (
        <Notice tone="warn">{t("ui.brief.all_secret")}</Notice>
      ) : (
        brief.untold > 0 && <p className={style.more}>{t("ui.brief.untold", { n: brief.untold })}</p>
      )}
      <Facts brief={brief} />
      {brief.sections.length === 0 && <Empty title={t("ui.brief.empty")}>{t("ui.brief.empty_hint")}</Empty>}
      {brief.sections.map((section) => (
        <Section key={section.key} section={section} />
      ))}
    </>
  );
}

export function VisitBrief({ work: { id } }: { work: Work & { kind: "brief" } }) {
  const wide = useStore(reach);
  const today = instant(useNow()).slice(0, 10);
  const { data: brief, error, isPlaceholderData: before } = useQuery(briefOf(id, wide === "below", today));
  const [choosing, setChoosing] = useState(false);
  const { printing, print } = usePrinting(true);
  const body = useRef<HTMLElement>(null);
  const name = brief ? t("ui.brief.of", { name: brief.unit.label }) : t("ui.brief.title");
  useShortcut("esc", "ui.brief.close", close);
  useEffect(() => body.current?.focus({ preventScroll: true }), []);
  return (
    <div className={style.pane} data-testid="brief">
      <header className={style.top}>
        <h2 className={style.title}>{name}</h2>
        <IconButton label={t("ui.brief.close")} icon={X} combo="esc" onPress={close} />
      </header>
      <div className={style.bar}>
        {brief && brief.children > 0 && (
          <Segments
            label={t("ui.brief.reach")}
            value={wide}
            onChange={reach.set}
            options={[
              { id: "alone", label: t("ui.brief.alone") },
              { id: "below", label: t("ui.brief.below") },
            ]}
          />
        )}
        <Button icon={ListFilter} aria-expanded={choosing} onPress={() => setChoosing(!choosing)}>
          {t("ui.brief.parts")}
        </Button>
        <span className={style.gap} />
        <Acts brief={before ? undefined : brief} unit={id} onPrint={print} />
      </div>
      {choosing && brief && <Parts brief={brief} />}
      <section
        ref={body}
        className={style.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard
        tabIndex={0}
        aria-label={name}
        data-pane-focus
      >
        {error && <Notice tone="bad">{sentence(error)}</Notice>}
        {!error && (before || !brief) && (
          <p role="status" className={style.more}>
            {t("ui.brief.loading")}
          </p>
        )}
        {brief && <Page brief={brief} />}
      </section>
      {printing && <Paper brief={before ? undefined : brief} />}
    </div>
  );
}
