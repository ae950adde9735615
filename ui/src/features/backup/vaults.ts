/** Backups of several vaults in one folder, told apart: by what each is called, and by where it was made. */
import type { Snapshot } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";

export type OfVault = {
  vault: string;
  /** newest first */
  versions: Snapshot[];
  /** whether they go back to more than one of its kind, so that the computers are worth a word */
  computers: boolean;
};

/** Whether these are of more than one of the vaults of their id: two computers, or a restored one beside. */
export const ofSeveral = (versions: readonly Snapshot[]) =>
  new Set(versions.map(({ lineage }) => lineage)).size > 1;

/** In the order in which they come, the vault of the newest first. */
export function byVault(snapshots: readonly Snapshot[]): OfVault[] {
  const vaults = new Map<string, Snapshot[]>();
  for (const one of snapshots) vaults.set(one.vault, [...(vaults.get(one.vault) ?? []), one]);
  return [...vaults].map(([vault, versions]) => ({ vault, versions, computers: ofSeveral(versions) }));
}

/** What a vault is called today, and where it was backed up last where that is known. */
export function vaultLine([newest]: readonly Snapshot[]): string {
  if (!newest) return "";
  const { vault_name: name, computer } = newest;
  return computer === null ? name : `${name} · ${t("ui.restore.made_on", { computer })}`;
}
