/** A damaged place that is begun anew where it stands, and a drill's certificate that is saved. */
import type { BackupState, BackupTarget } from "../../src/ipc/bindings.ts";

type Change = (id: string, change: (target: BackupTarget) => BackupTarget) => BackupState;

export const anewCalls = (changed: Change) => ({
  backup_begin_here: ({ target }: { target: string }) =>
    changed(target, (one) => ({
      ...one,
      last_error: null,
      last_ok_at: null,
      aside: { folder: `${one.folder}/Steward Backup/v1 damaged`, since: Date.now(), proved: false },
    })),
  backup_remove_aside: ({ target }: { target: string }) =>
    changed(target, (one) => ({ ...one, aside: null })),
  backup_certificate_save: ({ n }: { n: number }) => `/home/li/certificate-${n}.pdf`,
});
