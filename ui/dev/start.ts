/** Sets the mock up from the page's address: `?phase=locked&lang=en&theme=dark&rows=100000`. Loaded by the mock only. */
import type { Phase } from "../src/ipc/bindings.ts";
import { anotherPlace, leaveDriveBehind, resetBackup } from "./mock/backup.ts";
import { crowd } from "./mock/invented.ts";
import { resetWorld } from "./mock/world.ts";

const wish = new URLSearchParams(location.search);
const phase = (wish.get("phase") ?? "unlocked") as Phase;

resetWorld(phase, (world) => {
  const settings = world.app.settings;
  if (wish.get("lang") === "en") settings.locale = "en";
  if (wish.get("theme") === "dark") settings.theme = "dark";
  if (wish.get("density") === "compact") settings.density = "compact";
  if (wish.has("rows")) crowd(world.records, Number(wish.get("rows")));
  if (wish.has("pace")) world.pace = Number(wish.get("pace"));
});
if (wish.get("backup") === "two") {
  resetBackup((state) => {
    const away = Date.now() - 20 * 86_400_000;
    const clones = ["/media/lin/SAFE", "/media/lin/SAFE1"];
    state.targets = [
      anotherPlace({ standing: "away", connected: false, free_bytes: null, seen_at: away, last_ok_at: away }),
      anotherPlace({ id: "t3", name: "保险柜", standing: "cloned", connected: false, clones, paused: true }),
    ];
  });
}
if (wish.get("backup") === "none") {
  resetBackup((state) => {
    state.target = null;
    state.snapshots = [];
  });
}
if (wish.get("backup") === "behind") {
  leaveDriveBehind({ passphrase_before: Date.UTC(2026, 2, 12, 4), recovery_before: Date.UTC(2026, 4, 1, 4) });
}
