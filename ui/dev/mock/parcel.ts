/** The vault in one file. */
import { emit } from "./bus.ts";
import { runJob } from "./job.ts";
import { wireError, world } from "./world.ts";

/** `leave` has the places of the vault before forgotten, as after a restore. */
export const parcelCalls = (leave: () => void) => ({
  parcel_pick: () => "/media/lin/STICK/华东客户-2026-11-22.tar.zst.age",
  parcel_pack: () =>
    runJob(
      "export",
      [
        ["parcel_pack", 61_800_000],
        ["parcel_verify", 18_400_000],
      ],
      () => ({
        place: "/media/lin/STICK/华东客户-2026-11-22.tar.zst.age",
        bytes: 18_400_000,
        files: 23,
      }),
    ),
  parcel_unpack: ({ passphrase, name, into }: { passphrase: string; name: string; into: string }) => {
    if (passphrase !== world.passphrase) {
      throw wireError("wrong_secret", "error.parcel_wrong_passphrase");
    }
    return runJob("restore", [["parcel_unpack", 18_400_000]], () => {
      world.app.vault = { name, folder: `${into}/${name}.steward`, sample: false };
      world.app.phase = "confirm_recovery";
      leave();
      emit("phase", { phase: "confirm_recovery" });
      return { recovery_key: world.recoveryKey };
    });
  },
});
