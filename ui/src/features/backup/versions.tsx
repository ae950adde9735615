/** Every version in the backup, newest first, each with the way back to it. */
import { Button } from "../../components/button.tsx";
import { Part } from "../../components/row.tsx";
import type { Snapshot } from "../../ipc/bindings.ts";
import { bytes, instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderText } from "./age.ts";
import style from "./backup.module.css";
import { SnapshotProof } from "./snapshot.tsx";

export function Versions({
  snapshots,
  connected,
  running,
  onLook,
  onRestore,
}: {
  snapshots: Snapshot[];
  connected: boolean;
  running: boolean;
  onLook: (version: Snapshot) => void;
  onRestore: (id: string) => void;
}) {
  if (snapshots.length === 0) {
    return (
      <Part title={t("ui.backup.versions")}>
        <p className={style.quiet}>{t("ui.backup.versions_none")}</p>
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
            <th scope="col">{t("ui.backup.col_state")}</th>
            <th scope="col">
              <span className="vh">{t("ui.backup.col_action")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {snapshots.map((one) => (
            <tr key={one.id}>
              <th scope="row">{instant(one.at)}</th>
              <td>
                {t("ui.backup.counts", {
                  units: one.units,
                  contacts: one.contacts,
                  activities: one.activities,
                })}
              </td>
              <td data-end>{bytes(one.bytes_added)}</td>
              <td>{olderText(one) ?? "—"}</td>
              <td>
                <SnapshotProof snapshot={one} />
              </td>
              <td data-end className={style.acts}>
                <Button
                  kind="link"
                  // The drive must be there, and one thing at a time is asked of it.
                  isDisabled={running || !connected}
                  aria-label={t("ui.inside.open_version", { when: instant(one.at) })}
                  onPress={() => onLook(one)}
                >
                  {t("ui.inside.open")}
                </Button>
                <Button
                  kind="link"
                  aria-label={t("ui.backup.restore_version", { when: instant(one.at) })}
                  onPress={() => onRestore(one.id)}
                >
                  {t("ui.restore.start")}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}
