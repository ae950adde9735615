/** A version put in the place of the vault, and the way back. */
import type { ReplacedNote, Snapshot } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { runJob } from "./job.ts";
import { wireError, world } from "./world.ts";

let note: ReplacedNote | null = null;

export function resetReplaced(): void {
  note = null;
}

const folder = "/home/lin/Documents";

function put(version: Snapshot): void {
  const name = world.app.vault?.name ?? "";
  note = {
    replaced_at: Date.now(),
    at: version.at,
    steps_since: version.steps_since,
    put_back: false,
    beside: `${name} 恢复前 2026-11-26 09.30`,
    folder,
    told: false,
  };
  world.app.phase = "unlocked";
  // The core puts a fresh window in the place of the old one.
  emit("phase", { phase: "unlocked" });
}

export const replacingCalls = (snapshots: () => readonly Snapshot[]) => {
  const chosen = (id: string): Snapshot => {
    const found = snapshots().find((one) => one.id === id);
    if (!found) throw wireError("not_found", "error.backup_snapshot_gone");
    return found;
  };
  return {
    backup_replace: ({ snapshot }: { snapshot: string }) =>
      runJob("restore", [["restore_pages", 41_200_000]], () => {
        put(chosen(snapshot));
        return null;
      }),
    restore_replace: ({ snapshot }: { snapshot: string }) =>
      runJob("restore", [["restore_pages", 41_200_000]], () => {
        put(chosen(snapshot));
        return { recovery_key: null };
      }),
    vault_replaced: (): ReplacedNote | null => note,
    vault_replaced_told: () => {
      if (note) note = { ...note, told: true };
      return null;
    },
    vault_put_back: () => {
      if (!note) throw wireError("not_found", "error.exchange_no_former");
      const name = world.app.vault?.name ?? "";
      const put_back = !note.put_back;
      const beside = put_back ? `${name} 2026-11-20 18.02 的版本` : `${name} 恢复前 2026-11-26 09.40`;
      note = { ...note, put_back, beside, replaced_at: Date.now(), told: false };
      emit("phase", { phase: world.app.phase });
      return null;
    },
  };
};
