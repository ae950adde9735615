/** The program itself: phases, settings, passphrases. */
import type { AppState, Phase, Settings, Strength } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { fieldCalls } from "./fields.ts";
import { runJob } from "./job.ts";
import { pause, wireError, world } from "./world.ts";

function turn(phase: Phase): null {
  world.app.phase = phase;
  if (phase !== "confirm_recovery") world.keyAwaited = false;
  emit("phase", { phase });
  return null;
}

/** The page is asked to store what is being typed, and waited for as long as the shell waits. */
let asked = 0;
let answered: () => void = () => undefined;
function settled(): Promise<void> {
  asked += 1;
  const answer = new Promise<void>((done) => {
    answered = done;
  });
  emit("leaving", { number: asked });
  return Promise.race([answer, pause(1000)]);
}

/** The vault is locked by something outside the page: idleness, the lid, the tray. */
export async function lockFromOutside(): Promise<void> {
  await settled();
  turn("locked");
}

function strength({ passphrase, words }: { passphrase: string; words: string[] }): Strength {
  const named = words.some((word) => word && passphrase.includes(word));
  const score = named ? 1 : Math.min(4, Math.floor(passphrase.length / 4));
  return {
    score,
    enough: score >= 3,
    hint: score >= 3 ? null : named ? "strength.guessable" : "strength.short",
  };
}

const letters = (key: string) => key.toUpperCase().replace(/[^0-9A-Z]/g, "");

function opens(secret: string, kind: "passphrase" | "recovery"): boolean {
  return kind === "passphrase" ? secret === world.passphrase : letters(secret) === letters(world.recoveryKey);
}

export const appCalls = {
  app_state: () => world.app,
  set_settings: ({ settings }: { settings: Settings }) => {
    world.app.settings = settings;
    return settings;
  },
  pick_folder: ({ purpose }: { purpose: "vault" | "backup" | "restore" }) =>
    purpose === "vault" ? "/home/lin/Documents" : "/media/lin/BACKUP",
  passphrase_strength: strength,
  vault_create: (asked: { folder: string; name: string; passphrase: string; template: string | null }) => {
    const { folder, name, passphrase, template } = asked;
    if (template) fieldCalls.template_apply({ key: template });
    world.passphrase = passphrase;
    world.app.vault = { name, folder: `${folder}/${name}.steward`, sample: false };
    world.keyAwaited = true;
    turn("confirm_recovery");
    return { recovery_key: world.recoveryKey };
  },
  recovery_confirm: ({ answer }: { answer: string }) => {
    if (letters(answer) !== letters(world.recoveryKey))
      throw wireError("wrong_secret", "ui.error.wrong_secret");
    return turn("unlocked");
  },
  recovery_key: () => (world.keyAwaited ? world.recoveryKey : null),
  recovery_save: () => true,
  vault_create_sample: () => {
    world.app.vault = {
      name: "Sample",
      folder: "/home/lin/.local/share/steward/Sample.steward",
      sample: true,
    };
    return turn("unlocked");
  },
  vault_open_folder: ({ folder }: { folder: string }): AppState => {
    if (!folder.endsWith(".steward")) throw wireError("bad_file", "ui.error.bad_file");
    const name = folder.split("/").at(-1)?.replace(".steward", "") ?? "";
    world.app.vault = { name, folder, sample: false };
    turn("locked");
    return world.app;
  },
  vault_unlock: ({ secret, kind }: { secret: string; kind: "passphrase" | "recovery" }) => {
    if (!opens(secret, kind)) throw world.refuse;
    return turn("unlocked");
  },
  vault_lock: async () => {
    await lockFromOutside();
    return null;
  },
  page_settled: ({ number }: { number: number }) => {
    if (number === asked) answered();
    return null;
  },
  vault_change_passphrase: ({
    proof,
    kind,
    fresh,
  }: {
    proof: string;
    kind: "passphrase" | "recovery";
    fresh: string;
  }) => {
    if (!opens(proof, kind)) throw wireError("wrong_secret", "ui.error.wrong_secret");
    world.passphrase = fresh;
    return null;
  },
  vault_new_recovery_key: ({ passphrase }: { passphrase: string }) => {
    if (passphrase !== world.passphrase) throw wireError("wrong_secret", "ui.error.wrong_secret");
    world.recoveryKey = [...world.recoveryKey].reverse().join("");
    world.keyAwaited = true;
    turn("confirm_recovery");
    return { recovery_key: world.recoveryKey };
  },
  vault_behind: (): number | null => world.behind,
  vault_go_on_behind: () => {
    world.behind = null;
    return null;
  },
  vault_rekey: ({ passphrase, fresh }: { passphrase: string; fresh: string | null }) => {
    if (passphrase !== world.passphrase) throw wireError("wrong_secret", "ui.error.wrong_secret");
    const phases: [string, number][] = [
      ["rekey", 96_000_000],
      ["rekey_check", 96_000_000],
    ];
    return runJob("rekey", phases, () => {
      world.passphrase = fresh ?? passphrase;
      world.recoveryKey = [...world.recoveryKey].reverse().join("");
      world.keyAwaited = true;
      turn("confirm_recovery");
      return { recovery_key: world.recoveryKey };
    });
  },
  touch: () => {
    world.touches += 1;
    return null;
  },
};
