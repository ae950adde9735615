/**
 * The stage a story plays on: a screen of its own, a message bus of its own, a desktop that can be
 * watched, and folders that are gone afterwards. Knows nothing of what the program does.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

export const ROOT = path.resolve(import.meta.dirname, "../..");
export const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target");
export const PROGRAM = path.join(TARGET, "debug/steward");
const DESKTOP = path.join(TARGET, "debug/steward-e2e-desktop");
export const PICTURES = path.join(ROOT, "target/e2e");

/** Asks again until `ask` gives something true, or `limit` has passed. */
export async function until(what, ask, limit = 15_000) {
  const end = performance.now() + limit;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`waited ${limit} ms for ${what}${last ? ` (${last.message})` : ""}`);
    }
    await pause(25);
  }
}

/** A port nobody listens on. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Everything one story needs; `close` ends every process it started and removes its folders. */
export class Stage {
  #children = [];
  #folder = mkdtempSync(path.join(tmpdir(), "steward-e2e-"));

  /** A folder inside the stage. */
  folder(name) {
    const folder = path.join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The stage's own folder: whatever the program writes should be inside. */
  get root() {
    return this.#folder;
  }

  /** What the program and its driver said on their standard outputs. */
  get said() {
    return path.join(this.folder("said"), "program.log");
  }

  static async open() {
    const stage = new Stage();
    try {
      await stage.#screen();
      await stage.#bus();
      stage.desktop = await Desktop.open(stage);
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async #screen() {
    const xvfb = this.spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    this.display = `:${(await firstLine(xvfb.stdio[3], "Xvfb")).trim()}`;
  }

  async #bus() {
    const bus = this.spawn("dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address=1"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.address = (await firstLine(bus.stdout, "dbus-daemon")).trim();
  }

  /** The environment of every process on the stage. */
  get environment() {
    const kept = ["PATH", "CARGO_TARGET_DIR", "LD_LIBRARY_PATH"].map((name) => [name, process.env[name]]);
    return {
      ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)),
      LANG: "C.UTF-8",
      TZ: "Asia/Shanghai",
      HOME: this.folder("home"),
      TMPDIR: this.folder("tmp"),
      XDG_RUNTIME_DIR: this.folder("run"),
      DISPLAY: this.display,
      DBUS_SESSION_BUS_ADDRESS: this.address,
      DBUS_SYSTEM_BUS_ADDRESS: this.address,
      LIBGL_ALWAYS_SOFTWARE: "1",
      NO_AT_BRIDGE: "1",
      GTK_A11Y: "none",
    };
  }

  /** Starts a process that ends with the stage at the latest. */
  spawn(command, args, options = {}) {
    const child = spawn(command, args, options);
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
    });
    this.#children.push(child);
    return child;
  }

  /** A fresh driver process; one serves one session only. */
  async driver(environment) {
    const port = await freePort();
    // The program inherits these: what it says is kept among what is looked through.
    const said = openSync(this.said, "a");
    const child = this.spawn("WebKitWebDriver", [`--port=${port}`], {
      env: { ...this.environment, ...environment, TAURI_WEBVIEW_AUTOMATION: "true" },
      stdio: ["ignore", said, said],
    });
    closeSync(said);
    await until("the driver", async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok);
    return { port, child };
  }

  async close() {
    for (const child of this.#children.reverse()) await end(child);
    if (existsSync(this.said)) process.stderr.write(readFileSync(this.said));
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ends a process, gently at first. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const stubborn = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await gone;
  clearTimeout(stubborn);
}

async function firstLine(stream, who) {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error(`${who} ended at once`);
}

/** The desktop around the program: its notifications, tray and sleep, played by our own service. */
class Desktop {
  #child;
  #said = [];

  static async open(stage) {
    const desktop = new Desktop();
    desktop.#child = stage.spawn(DESKTOP, [], {
      env: stage.environment,
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface({ input: desktop.#child.stdout }).on("line", (line) => {
      desktop.#said.push(JSON.parse(line));
    });
    await desktop.heard("ready");
    return desktop;
  }

  /** What was heard so far under this name. */
  all(name) {
    return this.#said.filter((word) => word.said === name);
  }

  /** Waits for the first thing heard under this name that `fits`, and hears it only once. */
  async heard(name, fits = () => true, limit = 15_000) {
    return until(`the desktop to hear ${name}`, () => {
      const at = this.#said.findIndex((word) => word.said === name && fits(word));
      return at < 0 ? undefined : this.#said.splice(at, 1)[0];
    }, limit);
  }

  /** Tells the desktop to do something: press a button, fall asleep, choose in the tray. */
  tell(words) {
    this.#child.stdin.write(`${JSON.stringify(words)}\n`);
  }
}
