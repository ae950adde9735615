/** Every version in the backup, newest first, each with the way back to it. */
import { Button } from "../../components/button.tsx";
import { Part } from "../../components/row.tsx";
import type { BackupTarget, Snapshot } from "../../ipc/bindings.ts";
import { bytes, instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderText } from "./age.ts";
import style from "./backup.module.css";
import { SnapshotProof } from "./snapshot.tsx";
import { ofSeveral } from "./vaults.ts";

export function Versions({
  snapshots,
  targets,
  running,
  onLook,
  onRestore,
}: {
  snapshots: Snapshot[];
  targets: BackupTarget[];
  running: boolean;
  onLook: (version: Snapshot, target: string) => void;
  onRestore: (id: string, folder: string) => void;
}) {
  const where = new Map(targets.map((target) => [target.id, target]));
  const several = targets.length > 1;
  const computers = ofSeveral(snapshots);
  if (snapshots.length === 0) {
    return (
      <Part title={t("ui.backup.versions")}>
        <p className={style.quiet}>{t("ui.backup.versions_none")}</p>
        <NewerOnes targets={targets} />
      </Part>
    );
  }
  return (
    <Part title={t("ui.backup.versions")} note={t("ui.backup.versions_count", { n: snapshots.length })}>
      <table className={style.versions}>
        <thead>
          <tr>
            <th scope="col">{t("ui.backup.col_when")}</th>
            <th scope="col">{t("ui.backup.col_what")}</th>
            <th scope="col" data-end>
              {t("ui.backup.col_added")}
            </th>
            <th scope="col">{t("ui.backup.col_older")}</th>
            {several && <th scope="col">{t("ui.backup.col_where")}</th>}
            <th scope="col">{t("ui.backup.col_state")}</th>
            <th scope="col">
              <span className="vh">{t("ui.backup.col_action")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {snapshots.map((one) => (
            <tr key={`${one.target} ${one.id}`}>
              <th scope="row">
                {instant(one.at)}
                {computers && one.computer !== null && (
                  <span className={style.quiet}> {t("ui.restore.made_on", { computer: one.computer })}</span>
                )}
              </th>
              <td>
                {t("ui.backup.counts", {
                  units: one.units,
                  contacts: one.contacts,
                  activities: one.activities,
                })}
              </td>
              <td data-end>{bytes(one.bytes_added)}</td>
              <td>{olderText(one) ?? "—"}</td>
              {several && (
                <td className={style.where}>{one.target && <Where target={where.get(one.target)} />}</td>
              )}
              <td>
                <SnapshotProof snapshot={one} />
              </td>
              <td data-end className={style.acts}>
                <Button
                  kind="link"
                  // The drive must be there, and one thing at a time is asked of it.
                  isDisabled={running || !where.get(one.target ?? "")?.connected}
                  aria-label={t("ui.inside.open_version", { when: instant(one.at) })}
                  onPress={() => one.target !== null && onLook(one, one.target)}
                >
                  {t("ui.inside.open")}
                </Button>
                <Button
                  kind="link"
                  isDisabled={!where.get(one.target ?? "")?.connected}
                  aria-label={t("ui.backup.restore_version", { when: instant(one.at) })}
                  onPress={() => onRestore(one.id, where.get(one.target ?? "")?.folder ?? "")}
                >
                  {t("ui.restore.start")}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <NewerOnes targets={targets} />
    </Part>
  );
}

/** Those that only a newer program reads: they are none of the list, and not passed over in silence. */
function NewerOnes({ targets }: { targets: BackupTarget[] }) {
  return targets.map(
    ({ id, name, newer }) =>
      newer && (
        <p key={id} className={style.quiet}>
          {t("ui.backup.newer", { n: newer.count, name, made_by: newer.made_by })}
        </p>
      ),
  );
}

/** On which place; of one that is not here, that it must be fetched first. */
function Where({ target }: { target: BackupTarget | undefined }) {
  if (!target) return null;
  return target.connected ? target.name : t("ui.backup.where_away", { name: target.name });
}
