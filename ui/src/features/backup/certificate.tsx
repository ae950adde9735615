/** The certificate of one drill: what it says, whether it was altered, and a page of it to keep or print. */
import { FileDown, Printer } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Certificate, commands, type DrillEntry } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { drillLine, drillReason, secondsOf } from "../../ipc/proofs.ts";
import { instant, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Genuine } from "./genuine.tsx";
import style from "./proofs.module.css";

function comparedBy({ compared, by_contents }: Certificate) {
  if (compared === "nothing") return "ui.proof.by_nothing";
  return by_contents ? "ui.proof.by_contents" : "ui.proof.by_counts";
}

function Facts({ entry }: { entry: DrillEntry }) {
  const { certificate: said } = entry;
  if (!said) return <p>{t("ui.proof.unreadable")}</p>;
  const facts: [string, string][] = [
    [t("ui.proof.fact.vault"), said.vault_name],
    [t("ui.proof.fact.begun"), instant(said.drilled_at)],
    [t("ui.proof.fact.backup"), said.backup_made_at === null ? "–" : instant(said.backup_made_at)],
    [t("ui.proof.fact.place"), said.place_name ?? "–"],
    [t("ui.proof.fact.by"), t(said.by_itself ? "ui.proof.by_itself" : "ui.proof.by_hand")],
    [t("ui.proof.fact.took"), t("ui.proof.seconds", { seconds: secondsOf(said) })],
  ];
  if (said.passed) {
    facts.push(
      [
        t("ui.proof.fact.compared"),
        t(comparedBy(said), {
          rows: number(said.rows),
          tables: number(said.tables),
        }),
      ],
      [
        t("ui.proof.fact.records"),
        t("ui.proof.opened", { records: number(said.records), opened: number(said.opened) }),
      ],
      [t("ui.proof.fact.files"), number(said.files)],
    );
  } else if (said.reason) {
    facts.push([t("ui.proof.fact.reason"), drillReason(said.reason)]);
  }
  return (
    <dl className={style.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The page itself is set by the core, with the letters of the computer's own fonts. */
export function SavePdf({ entry, kind }: { entry: DrillEntry; kind: "line" | "link" }) {
  const save = useAction(async () => {
    const place = await commands.backupCertificateSave(entry.n).catch((error: unknown) => {
      toast(sentence(error));
      return null;
    });
    if (place !== null) toast(t("ui.proof.saved", { place }));
  });
  return (
    <Button
      kind={kind}
      icon={FileDown}
      busy={save.busy}
      aria-label={t("ui.proof.save_pdf_of", { on: instant(entry.drilled_at) })}
      onPress={() => void save.run()}
    >
      {t("ui.proof.save_pdf")}
    </Button>
  );
}

export function CertificateSheet({ entry, onClose }: { entry: DrillEntry; onClose: () => void }) {
  return (
    <>
      <section className={style.sheet} aria-label={t("ui.proof.certificate")} data-print data-selectable>
        <h3 className={style.heading}>{t("ui.proof.heading")}</h3>
        <p>{drillLine(entry)}</p>
        <p>
          <Genuine entry={entry} />
        </p>
        <Facts entry={entry} />
        <p className={style.small}>{t("ui.proof.sealed_note")}</p>
        <pre className={style.sealed}>{entry.text}</pre>
        <pre className={style.sealed}>HMAC-SHA-256 {entry.seal}</pre>
      </section>
      <div className={style.foot}>
        <SavePdf entry={entry} kind="line" />
        <Button kind="line" icon={Printer} onPress={() => window.print()}>
          {t("ui.proof.print")}
        </Button>
        <Button kind="link" onPress={onClose}>
          {t("ui.close")}
        </Button>
      </div>
    </>
  );
}
