/** The versions on the imaginary drive, newest first. */
import type { Snapshot } from "../../src/ipc/bindings.ts";

export const day = 86_400_000;

export function snapshot(n: number): Snapshot {
  const at = Date.now() - n * day - 2 * 3_600_000;
  return {
    id: `s${n}`,
    at,
    bytes_added: n === 6 ? 41_200_000 : 620_000 + n * 130_000,
    units: 61 - n,
    contacts: 61 - n,
    activities: 180 - n * 4,
    commit_seq: 900 - n * 12,
    verified_at: at + 40_000,
    vault_name: "华东客户",
    steps_since: n === 0 ? 0 : n * 12 - 3,
    target: "t1",
    vault: "v1",
    lineage: "l1",
    computer: "lin-x1",
    proven: n === 2,
  };
}
