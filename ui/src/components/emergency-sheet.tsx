/** For paper only: where a vault and its backups lie, and how to get everything back, with or without us. */
import type { ReactNode } from "react";
import { t } from "../lib/i18n.ts";
import style from "./emergency-sheet.module.css";

const groups = ["a", "b", "c", "d", "e", "f", "g", "h", "i"] as const;

type Props = {
  vault: string;
  /** the vault's folder */ folder: string;
  /** the folders its backups go to */ backups: readonly string[];
  /** the recovery key, in the one moment it is shown; else there is room to write it */ children?: ReactNode;
};

export function EmergencySheet({ vault, folder, backups, children }: Props) {
  const repository = `${backups[0] ?? "…"}/Steward Backup/…/repository`;
  return (
    <div className={style.sheet} data-testid="emergency-sheet">
      <h1>{t("ui.sheet.title_of", { vault })}</h1>
      <dl>
        <dt>{t("ui.sheet.vault")}</dt>
        <dd>{folder}</dd>
        <dt>{t("ui.sheet.backups")}</dt>
        <dd>
          {backups.length === 0
            ? t("ui.sheet.backups_none")
            : backups.map((one) => <div key={one}>{one}</div>)}
        </dd>
        <dt>{t("ui.sheet.by_hand")}</dt>
        <dd className={style.line} />
        <dt>{t("ui.sheet.hint")}</dt>
        <dd className={style.line} />
      </dl>
      {children ?? (
        <>
          <h2>{t("ui.sheet.key")}</h2>
          <div className={style.key}>
            {groups.map((one) => (
              <span key={one} className={style.group} />
            ))}
          </div>
        </>
      )}
      <h2>{t("ui.sheet.with")}</h2>
      <ol>
        <li>{t("ui.sheet.steward_1")}</li>
        <li>{t("ui.sheet.steward_2")}</li>
        <li>{t("ui.sheet.steward_3")}</li>
      </ol>
      <h2>{t("ui.sheet.without")}</h2>
      <p>{t("ui.sheet.plain_1")}</p>
      <pre>
        {[
          "sudo apt install restic sqlite3",
          `restic -r "${repository}" snapshots`,
          `restic -r "${repository}" restore latest --target restored`,
          "sqlite3 restored/vault.sqlite",
        ].join("\n")}
      </pre>
      <p>{t("ui.sheet.plain_2")}</p>
      <p>{t("ui.sheet.foot")}</p>
    </div>
  );
}
