/**
 * The recovery key of this session: told once by the core, held only until it was proved to be on paper.
 * The vault's phase is `confirm_recovery` meanwhile, whichever screen asked for the key.
 */
import { createStore, useStore } from "../lib/store.ts";
import { commands } from "./bindings.ts";
import { invalidate, read } from "./query.ts";

/** `restored`: it came with a vault that was made out of a backup, and opens that one instead of the key before. */
type Told = { key: string | null; coming: boolean; restored: boolean };
const none: Told = { key: null, coming: false, restored: false };
const told = createStore<Told>(none);

/** The key that waits for a proof, for a window that was not told it; kept no longer than it is shown. */
export const awaitedKey = {
  ...read("recoveryKey", [], ["recovery"], commands.recoveryKey),
  staleTime: 0,
  gcTime: 0,
};

/** `key` is null where this window was never told it; `coming` while the core is making it. */
export function useRecoveryKey(): Told {
  return useStore(told);
}

/** The phase may change before the key arrives: until then it is `coming`. */
async function hear(made: Promise<{ recovery_key: string | null }>, restored = false): Promise<void> {
  told.set({ ...none, coming: true });
  try {
    told.set({ key: (await made).recovery_key, coming: false, restored });
  } catch (error) {
    told.set(none);
    throw error;
  }
  await invalidate(["app"]);
}

/** Makes a vault, with what a template brings where one is chosen, and keeps its key to be shown. */
export async function createVault(...given: Parameters<typeof commands.vaultCreate>): Promise<void> {
  await hear(commands.vaultCreate(...given));
}

/** Makes a new key in the place of the old one, which opens the vault no more. */
export async function renewRecoveryKey(passphrase: string): Promise<void> {
  await hear(commands.vaultNewRecoveryKey(passphrase));
}

/** Puts the vault under a new key, which brings a new recovery key with it. */
export async function rekeyVault(...choice: Parameters<typeof commands.vaultRekey>): Promise<void> {
  await hear(commands.vaultRekey(...choice));
}

/** Makes a vault out of a backup; it has a new key unless the old one opened the backup. */
export async function restoreVault(...choice: Parameters<typeof commands.restorePerform>): Promise<void> {
  await hear(commands.restorePerform(...choice), true);
}

/** Makes a vault out of one encrypted file. */
export async function unpackVault(...choice: Parameters<typeof commands.parcelUnpack>): Promise<void> {
  await hear(commands.parcelUnpack(...choice), true);
}

/** Puts a vault made out of a backup in the place of the closed one, which stays beside. */
export async function replaceVault(...choice: Parameters<typeof commands.restoreReplace>): Promise<void> {
  await hear(commands.restoreReplace(...choice), true);
}

/** Proves the key; then it is forgotten here. */
export async function proveRecoveryKey(answer: string): Promise<void> {
  await commands.recoveryConfirm(answer);
  forgetRecoveryKey();
  await invalidate(["app"]);
}

/** For a window that starts over. */
export function forgetRecoveryKey(): void {
  told.set(none);
}
