/** Imaginary storage behind a network; the bucket called "none" is not there. */
import type { BackupAccess, BackupState, RestoreOpened, Snapshot, Speaks } from "../../src/ipc/bindings.ts";
import { wireError, world } from "./world.ts";

type Asked = { speaks: Speaks; address: string; user: string; password: string };

/** As the core refuses an address, beside the field it stands in. */
function refuseAddress(address: string): void {
  if (address.startsWith("https://")) return;
  const key = address.startsWith("http://") ? "error.cloud_unencrypted" : "error.cloud_address";
  throw { ...wireError("invalid", key), field: "address" };
}

/** As storage refuses who asks. */
function refusePassword({ address, password }: { address: string; password: string }): void {
  if (password !== "wrong") return;
  throw wireError("unavailable", "error.cloud_refused", { host: address.split("/")[2] ?? "" });
}

/** Where it stands, or why it does not answer. */
function reached(asked: Asked): string {
  const { speaks, address } = asked;
  refuseAddress(address);
  refusePassword(asked);
  const bucket = speaks.as === "s3" ? speaks.bucket : null;
  if (bucket === "none") throw wireError("unavailable", "error.cloud_no_bucket", { bucket });
  return bucket === null ? address : `${address}/${bucket}`;
}

type Add = (host: string, address: string, access: BackupAccess) => BackupState;
type Change = (target: string, address: string, access: BackupAccess) => BackupState;

export const cloudCalls = (snapshots: Snapshot[], add: Add, change: Change) => ({
  backup_change_access: (args: Asked & { target: string }) => {
    const address = reached(args);
    if (args.address.includes("other"))
      throw { ...wireError("invalid", "error.cloud_other_place"), field: "address" };
    return change(args.target, address, { speaks: args.speaks, user: args.user });
  },
  backup_set_cloud: (args: Asked & { passphrase: string; other: string | null }) => {
    const address = reached(args);
    if (args.passphrase !== world.passphrase) throw wireError("wrong_secret", "error.passphrase_wrong");
    return add(args.address.split("/")[2] ?? "", address, { speaks: args.speaks, user: args.user });
  },
  restore_open_cloud: (args: Asked & { secret: string; kind: "passphrase" | "recovery" }): RestoreOpened => {
    reached(args);
    if (args.kind === "passphrase" && args.secret !== world.passphrase) {
      throw wireError("wrong_secret", "ui.error.wrong_secret");
    }
    return { session: 1, vault_name: "华东客户", snapshots, newer: null, refused: null, secret: args.kind };
  },
});
