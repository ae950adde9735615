/** For paper only: where a vault and its backups lie, and how to get everything back, with or without us. */
import type { ReactNode } from "react";
import { t } from "../lib/i18n.ts";
import style from "./emergency-sheet.module.css";

const groups = ["a", "b", "c", "d", "e", "f", "g", "h", "i"] as const;

/** A place backups go to: a folder, or the address of storage behind a network. */
export type SheetPlace = { readonly name: string; readonly folder: string; readonly cloud: boolean };

type Props = {
  vault: string;
  /** the vault's folder */ folder: string;
  /** the places its backups go to, the first one that is a folder is spelled out */
  backups: readonly SheetPlace[];
  /** since when it is proved that they restore, in words; none where they never were */ proved?: string;
  /** the recovery key, in the one moment it is shown; else there is room to write it */ children?: ReactNode;
};

/** The folder of all backups on a drive; it may have been chosen itself. */
const ON_A_DRIVE = "Steward Backup";

/** Where restic finds the repository, spelled as the system of the folder spells paths. */
function repositoryOf(backups: readonly SheetPlace[]): string {
  const folder = backups.find(({ cloud }) => !cloud)?.folder ?? "DRIVE";
  const sign = /^[A-Za-z]:|\\/.test(folder) ? "\\" : "/";
  const parts = folder.split(sign === "/" ? "/" : /[\\/]/);
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  if (parts.at(-1) !== ON_A_DRIVE) parts.push(ON_A_DRIVE);
  return [...parts, "…", "repository"].join(sign);
}

/** How each system brings the two programs. */
const INSTALL = [
  "Debian, Ubuntu:  sudo apt install restic sqlite3",
  "Fedora:          sudo dnf install restic sqlite",
  "macOS:           brew install restic sqlite",
  "Windows:         winget install restic.restic SQLite.SQLite",
];

export function EmergencySheet({ vault, folder, backups, proved, children }: Props) {
  const restic = `restic -r "${repositoryOf(backups)}" --no-lock`;
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
            : backups.map(({ name, folder: where, cloud }) => (
                <div key={where}>
                  {t(cloud ? "ui.sheet.place_cloud" : "ui.sheet.place", { name, folder: where })}
                </div>
              ))}
        </dd>
        {proved !== undefined && (
          <>
            <dt>{t("ui.sheet.proved")}</dt>
            <dd>{proved}</dd>
          </>
        )}
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
          ...INSTALL,
          "",
          `${restic} snapshots`,
          `${restic} restore latest --target restored`,
          "sqlite3 restored/vault.sqlite",
        ].join("\n")}
      </pre>
      <p>{t("ui.sheet.plain_2")}</p>
      {backups.some(({ cloud }) => cloud) && <p>{t("ui.sheet.plain_cloud")}</p>}
      <p>{t("ui.sheet.foot")}</p>
    </div>
  );
}
