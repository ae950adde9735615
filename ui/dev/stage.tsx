/** Puts the whole window on stage for a test: a fresh world, the product's own tree, and axe as the critic. */
import axe from "axe-core";
import { expect } from "vitest";
import { render } from "vitest-browser-react";
import { App } from "../src/app/app.tsx";
import { dropToasts } from "../src/components/toast.tsx";
import type { BackupState, Phase } from "../src/ipc/bindings.ts";
import { followJobs } from "../src/ipc/job.ts";
import { connectEvents, queryClient } from "../src/ipc/query.ts";
import { forgetRecoveryKey } from "../src/ipc/recovery.ts";
import { setLanguage } from "../src/lib/i18n.ts";
import { clearStatus } from "../src/lib/status.ts";
import { resetBackup } from "./mock/backup.ts";
import { emit } from "./mock/bus.ts";
import { resetWorld, type World } from "./mock/world.ts";

let off: (() => void)[] = [];

type Start = { world?: (world: World) => void; backup?: (state: BackupState) => void };

/** Opens the window in `phase`. Long work runs without pauses unless the story slows it. */
export async function openWindow(phase: Phase, start: Start = {}) {
  for (const stop of off) stop();
  off = [connectEvents(), followJobs()];
  queryClient.clear();
  setLanguage("zh");
  resetWorld(phase, (world) => {
    world.pace = 0;
    start.world?.(world);
  });
  resetBackup(start.backup);
  for (const job of [
    "import",
    "export",
    "backup",
    "look",
    "bring",
    "restore",
    "attach",
    "sweep",
    "rekey",
  ] as const) {
    emit("job", { job, progress: null, finished: true, error: null });
  }
  clearStatus();
  dropToasts();
  forgetRecoveryKey();
  // As in the page: only #root has the window's height, and lists are cut to it.
  const container = document.body.appendChild(Object.assign(document.createElement("div"), { id: "root" }));
  return render(<App />, { container });
}

/** Opens the window of an open vault, and waits for the lines of its customers. */
export async function openTable(start: Start = {}) {
  const window = await openWindow("unlocked", start);
  await expect
    .poll(() => document.querySelectorAll("[data-r]").length, { timeout: 10_000 })
    .toBeGreaterThan(5);
  return window;
}

/** What axe finds, as short lines; a passing screen has none. */
export async function faults(root: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(root, {
    runOnly: {
      type: "tag",
      values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}

/**
 * Waits until nothing moves. A colour that is inherited glides on as often as its parent's does, so what has
 * ended may have begun another; and nothing is cut short, for whoever waits for a motion's end would wait for ever.
 */
async function stillness(): Promise<void> {
  for (;;) {
    const moving = document
      .getAnimations()
      .filter(
        (one) => one.playState === "running" && one.effect?.getComputedTiming().iterations !== Infinity,
      );
    if (moving.length === 0) return;
    await Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
  }
}

/** Axe finds nothing in either theme. Waits out motion first, so that half-faded text is not judged. */
export async function expectAccessible(): Promise<void> {
  try {
    for (const theme of ["light", "dark"]) {
      document.documentElement.dataset.theme = theme;
      await stillness();
      expect(await faults(), theme).toEqual([]);
    }
  } finally {
    document.documentElement.dataset.theme = "light";
  }
}
