/** That the backup would restore: how often it is proved by itself, and every proof so far. */
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Notice } from "../../components/notice.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type DrillEntry, type DrillRhythm, type ProofState } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { drillLine, drillReason, proofs } from "../../ipc/proofs.ts";
import { queryClient } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { whileSaving } from "../../lib/status.ts";
import { CertificateSheet, SavePdf } from "./certificate.tsx";
import { Genuine } from "./genuine.tsx";
import style from "./proofs.module.css";

/** More than these are history, and asked for. */
const few = 5;

function Next({ state }: { state: ProofState }) {
  const now = useNow();
  const { next_at: next } = state;
  if (state.overdue) {
    return (
      <Mark tone="warn" icon={CircleAlert}>
        {t("ui.proof.overdue")}
      </Mark>
    );
  }
  if (next === null) return t(state.rhythm === "never" ? "ui.proof.next_never" : "ui.proof.next_none");
  return next <= now ? t("ui.proof.next_now") : t("ui.proof.next", { when: instant(next) });
}

function Line({
  entry,
  open,
  onOpen,
}: {
  entry: DrillEntry;
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const reason = entry.certificate?.reason;
  return (
    <li className={style.line}>
      <div className={style.head}>
        {entry.passed ? (
          <Mark tone="ok">{t("ui.proof.passed")}</Mark>
        ) : (
          <Mark tone="bad" icon={CircleAlert}>
            {t("ui.proof.failed")}
          </Mark>
        )}
        <span className={style.said}>{drillLine(entry)}</span>
        {!entry.genuine && <Genuine entry={entry} />}
        <Button
          kind="link"
          aria-expanded={open}
          aria-label={t("ui.proof.certificate_of", { on: instant(entry.drilled_at) })}
          onPress={() => onOpen(!open)}
        >
          {t("ui.proof.certificate")}
        </Button>
        {!open && <SavePdf entry={entry} kind="link" />}
      </div>
      {reason && !open && <p className={style.small}>{drillReason(reason)}</p>}
      {open && <CertificateSheet entry={entry} onClose={() => onOpen(false)} />}
    </li>
  );
}

export function Proofs() {
  const { data } = useQuery(proofs);
  const [open, setOpen] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const save = useAction(async (rhythm: DrillRhythm) => {
    const state = await whileSaving(commands.backupSetDrillRhythm(rhythm));
    queryClient.setQueryData(proofs.queryKey, state);
  }, "in turn");
  if (!data) return null;
  const lines = all ? data.drills : data.drills.slice(0, few);
  return (
    <Part title={t("ui.proof.title")}>
      <Row label={t("ui.proof.rhythm")} detail={<Next state={data} />}>
        <Segments
          label={t("ui.proof.rhythm")}
          value={data.rhythm}
          onChange={(rhythm) => void save.run(rhythm)}
          options={[
            { id: "never", label: t("ui.proof.rhythm.never") },
            { id: "weekly", label: t("ui.proof.rhythm.weekly") },
            { id: "monthly", label: t("ui.proof.rhythm.monthly") },
            { id: "quarterly", label: t("ui.proof.rhythm.quarterly") },
          ]}
        />
      </Row>
      {save.error && (
        <Notice tone="bad" live>
          {sentence(save.error)}
        </Notice>
      )}
      {data.hindrance && (
        <Notice tone="warn">{t("ui.proof.hindrance", { why: sentence(data.hindrance) })}</Notice>
      )}
      {data.places > 1 && data.unproved.length > 0 && (
        <p className={style.small}>
          {t("ui.proof.unproved", { names: data.unproved.join(t("ui.list_comma")) })}
        </p>
      )}
      {lines.length === 0 ? (
        <p className={style.small}>{t("ui.proof.none")}</p>
      ) : (
        <ul className={style.lines} aria-label={t("ui.proof.history")}>
          {lines.map((entry) => (
            <Line
              key={entry.n}
              entry={entry}
              open={open === entry.n}
              onOpen={(opened) => setOpen(opened ? entry.n : null)}
            />
          ))}
        </ul>
      )}
      {!all && data.drills.length > few && (
        <Button kind="link" onPress={() => setAll(true)}>
          {t("ui.proof.all", { n: data.drills.length })}
        </Button>
      )}
    </Part>
  );
}
