/**
 * What the window costs over a vault of 100,000 customers: from the program's start until the unlock
 * screen takes what is typed, memory of all its processes, and frames while the table scrolls. On the debug build, for
 * an optimised one cannot be driven: what ships starts sooner and needs less. Run by `./dev bench`;
 * prints rows as its other parts do and fails on a broken promise.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { App } from "./app.mjs";
import { PROGRAM, Stage, TARGET } from "./stage.mjs";
import { word } from "./words.mjs";

const PASSPHRASE = "seven slow herons cross the canal";
const STARTS = 5;
const ROWS = 100_000;
const FRAMES = 240;
/** Pixels a frame: a wheel, a flick, a dragged thumb. */
const SPEEDS = { wheel: 24, flick: 160, thumb: 1600 };

const broken = [];
const median = (of) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)];
const row = (what, value, unit) => `${what.padEnd(58)} ${value.toFixed(2).padStart(10)} ${unit}`;
const note = (what, value, unit) => console.log(row(what, value, unit));

function atMost(what, value, most, unit) {
  const kept = value <= most;
  console.log(`${row(what, value, unit.padEnd(3))} (at most ${most}: ${kept ? "kept" : "BROKEN"})`);
  if (!kept) broken.push(what);
}

function fieldsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** The running program, and every process below it. */
function processes() {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const family = new Set();
  for (const pid of all.toSorted((a, b) => a - b)) {
    try {
      const own = readlinkSync(`/proc/${pid}/exe`) === PROGRAM;
      if (own || family.has(Number(fieldsOf(pid)[1]))) family.add(pid);
    } catch {
      // It ended while the list was read, or is somebody else's.
    }
  }
  return [...family];
}

/** What a process is, by the beginning of its name: the system cuts it off. */
const KINDS = { steward: "the program itself", WebKitWeb: "the page", WebKitNet: "WebKit's network" };

/** Says what memory the program's processes have in MB, each kind and all, what they share counted once. */
function memory(when) {
  const kinds = new Map();
  for (const pid of processes()) {
    const told = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const mb = (Number(/^Pss:\s+(\d+) kB/m.exec(told)[1]) * 1024) / 1e6;
    const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    const kind = KINDS[Object.keys(KINDS).find((start) => name.startsWith(start))] ?? name;
    kinds.set(kind, (kinds.get(kind) ?? 0) + mb);
  }
  const all = [...kinds.values()].reduce((sum, one) => sum + one, 0);
  note(`memory of all processes, ${when}`, all, "MB");
  for (const [kind, mb] of kinds) note(`  ${kind}`, mb, "MB");
}

/** Processor time the program itself has used, ms. */
const worked = () =>
  fieldsOf(processes()[0])
    .slice(11, 13)
    .reduce((sum, ticks) => sum + Number(ticks) * 10, 0);

/** Waits until the program itself has next to nothing to do: what it makes ready behind the table is ready. */
async function idle() {
  for (let still = 0, was = worked(); still < 3; ) {
    await pause(1_000);
    const now = worked();
    still = now - was <= 20 ? still + 1 : 0;
    was = now;
  }
}

/** When the program was started, ms since 1970, to the hundredth of a second. */
function startedAt() {
  const uptime = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1000;
  return Date.now() - uptime + Number(fieldsOf(processes()[0])[19]) * 10;
}

const vault = path.join(mkdtempSync(path.join(path.dirname(PROGRAM), "bench-")), "Mine.steward");

/** What is to be closed, however the measuring ends: a program left running would be counted too. */
const open = [];

/** Starts the program on a stage of its own, before the locked vault. */
async function start() {
  const stage = await Stage.open();
  open.push(stage);
  const config = { recent: [vault], settings: { locale: "en", theme: "light", auto_lock_min: 0 } };
  writeFileSync(path.join(stage.folder("home/.config/steward"), "config.json"), JSON.stringify(config));
  // The renderer as a user has it: pictures are not taken here.
  const app = await App.start(stage, { keep: true, env: { WEBKIT_DISABLE_DMABUF_RENDERER: "1" } });
  open.push(app);
  await app.find("textbox", word("ui.unlock.passphrase"));
  return { stage, app };
}

/**
 * When the field for the passphrase, which has the focus without a click, showed a key that was pressed;
 * ms since 1970. What the driver itself needs to begin and to press counts too: a user never waits longer.
 */
async function typedAt(app) {
  await app.page.run(
    `window.__typed = new Promise((done) => {
       document.addEventListener("input", ({ target }) =>
         done({ at: Date.now(), mine: target === document.activeElement && target.type === "password" && target.value === "x" }),
       { once: true });
     });`,
  );
  await app.page.runAsync(
    `const done = arguments[0];
     const look = () => (document.activeElement?.type === "password" ? done(true) : setTimeout(look, 1));
     look();`,
  );
  await app.page.keys("x");
  const { at, mine } = await app.page.runAsync("window.__typed.then(arguments[0])");
  if (!mine) throw new Error("the key did not come to the passphrase");
  return at;
}

/** Unlocks the vault and opens its customers. */
async function table(app) {
  await app.fill(word("ui.unlock.passphrase"), PASSPHRASE);
  await app.press("button", word("ui.unlock.open"));
  await app.press("button", word("ui.place.customers"));
  await app.page.runAsync(
    `const [rows, done] = arguments;
     const look = () =>
       Number(document.querySelector("[role=treegrid]")?.ariaRowCount) > rows && document.querySelector("[data-r]")
         ? done(true) : setTimeout(look, 50);
     look();`,
    ROWS,
  );
}

/** Scrolls by `step` pixels each frame; the times between frames, ms. */
const scroll = (app, step) =>
  app.page.runAsync(
    `const [step, frames, done] = arguments;
     const scroller = document.querySelector("[data-scroller]");
     scroller.scrollTop = 0;
     const times = [];
     let last = 0;
     const frame = (now) => {
       if (last) times.push(now - last);
       last = now;
       scroller.scrollTop += step;
       if (times.length < frames) requestAnimationFrame(frame);
       else done(times);
     };
     requestAnimationFrame(frame);`,
    step,
    FRAMES,
  );

try {
  execFileSync(path.join(TARGET, "release/bench"), ["child", "vault", vault]);
  const [paints, starts] = [[], []];
  for (let n = 0; n < STARTS; n += 1) {
    const { stage, app } = await start();
    const painted = await app.page.run(
      "return performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime",
    );
    paints.push(painted - startedAt());
    starts.push((await typedAt(app)) - startedAt());
    if (n === 0) {
      await pause(2_000);
      memory("locked");
    }
    await app.close();
    await stage.close();
  }
  note("program started to unlock screen painted", median(paints), "ms");
  note("program started to passphrase typed (with the driver's own time)", median(starts), "ms");

  // The first time, when the index of search is made; then an ordinary day.
  const first = await start();
  await table(first.app);
  await idle();
  memory("search made ready for the first time");
  await first.app.close();
  await first.stage.close();

  const { app } = await start();
  await table(app);
  await idle();
  memory("table open and idle");
  for (const [name, step] of Object.entries(SPEEDS)) {
    const runs = [];
    for (let n = 0; n < 3; n += 1) runs.push(await scroll(app, step));
    note(`scrolling by ${name}: median frame`, median(runs.flat()), "ms");
    atMost(`scrolling by ${name}: worst frame of all runs`, Math.max(...runs.flat()), 50, "ms");
  }
  memory("after scrolling");
} finally {
  for (const one of open.reverse()) await one.close();
  rmSync(path.dirname(vault), { recursive: true, force: true });
}
console.log(`\n${broken.length} promises of the window broken`);
process.exitCode = broken.length === 0 ? 0 : 1;
