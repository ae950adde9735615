#!/usr/bin/env node
/**
 * How smoothly the customers' table scrolls over 100,000 rows: frame times at the speed of a wheel, a flick and a
 * dragged thumb. Builds the window in mode `mock`, serves it from memory of this process, drives a real browser.
 *
 *   node bench/scroll.mjs [--browser chromium|webkit] [--rows 100000] [--frames 240] [--limit 20]
 *
 * `webkit` needs a display (`xvfb-run -a`), WebKitWebDriver and MiniBrowser. Ends with 1 when a flick costs the
 * drawing process more than `--limit` ms of processor time a frame: that measure holds on a busy machine too.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const browser = option("browser", "chromium");
const rows = Number(option("rows", "100000"));
const frames = Number(option("frames", "240"));
const limit = Number(option("limit", "20"));
const speeds = { wheel: 24, flick: 160, thumb: 1600 };
const folder = fileURLToPath(new URL("../", import.meta.url));
const out = join(folder, "node_modules/.bench");

function run(command, args) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    child.on("exit", (code) => (code === 0 ? done() : failed(new Error(`${command} ended with ${code}`))));
  });
}

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

function serve() {
  const server = createServer((request, answer) => {
    const path = new URL(request.url, "http://x").pathname;
    try {
      const body = readFileSync(join(out, path === "/" ? "index.html" : path));
      answer.writeHead(200, { "content-type": types[extname(path)] ?? "text/html" }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** Runs in the page: scrolls by `step` each frame and hands back the times between frames, in ms. */
const scroll = `
  const [step, frames, done] = arguments;
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
  requestAnimationFrame(frame);`;
const ready = `return Number(document.querySelector("[role=treegrid]")?.ariaRowCount) > ${rows}`;

async function until(question) {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await question()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("the table did not appear within a minute");
}

/** Processor time of the processes below this one that draw pages, in ms; Linux keeps it in hundredths of a second. */
function drawingTime() {
  const below = new Set([String(process.pid)]);
  let time = 0;
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  for (const name of all.sort((a, b) => a - b)) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (!below.has(fields[1])) continue;
      below.add(name);
      const draws =
        stat.includes("WebKitWebProces") ||
        readFileSync(`/proc/${name}/cmdline`, "utf8").includes("--type=renderer");
      if (draws) time += (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      // It ended while the list was read.
    }
  }
  return time;
}

async function inChromium(address) {
  const { chromium } = await import("playwright");
  const program = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await program.newPage({ viewport: { width: 1440, height: 862 } });
  await page.goto(address);
  return {
    ask: (script) => page.evaluate(`(function () { ${script} })()`),
    scroll: (step) =>
      page.evaluate(`new Promise((done) => (function () { ${scroll} })(${step}, ${frames}, done))`),
    end: () => program.close(),
  };
}

async function inWebkit(address) {
  const { Page } = await import("../../tests/e2e/driver.mjs");
  const port = 4700 + (process.pid % 200);
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      WEBKIT_DISABLE_DMABUF_RENDERER: process.env.WEBKIT_DISABLE_DMABUF_RENDERER ?? "1",
    },
  });
  await until(() =>
    fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    ),
  );
  const binary = process.env.MINIBROWSER ?? "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
  const page = await Page.open(port, binary, ["--automation", "--geometry=1440x900"]);
  await page
    .runAsync(`const done = arguments[1]; location.href = arguments[0]; setTimeout(done, 500);`, address)
    .catch(() => undefined);
  return {
    ask: (script) => page.run(script),
    scroll: (step) => page.runAsync(scroll, step, frames),
    end: async () => {
      await page.close?.();
      driver.kill();
    },
  };
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function measure() {
  await run("npx", ["vite", "build", "--mode", "mock", "--outDir", out, "--emptyOutDir"]);
  const server = await serve();
  const address = `http://127.0.0.1:${server.address().port}/?rows=${rows}`;
  const page = await (browser === "webkit" ? inWebkit : inChromium)(address);
  const results = {};
  try {
    await until(() => page.ask(ready));
    await page.scroll(speeds.wheel);
    for (const [name, step] of Object.entries(speeds)) {
      const before = drawingTime();
      const times = (await page.scroll(step)).sort((a, b) => a - b);
      const busy = drawingTime() - before;
      const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
      const round = (value) => Math.round(value * 10) / 10;
      results[name] = {
        px_per_frame: step,
        fps: round(1000 / mean),
        median_ms: round(at(times, 0.5)),
        p95_ms: round(at(times, 0.95)),
        worst_ms: round(times.at(-1) ?? 0),
        cpu_ms_per_frame: round(busy / frames),
      };
    }
  } finally {
    await page.end();
    server.close();
  }
  console.log(JSON.stringify({ browser, rows, frames, ...results }, null, 2));
  if (results.flick.cpu_ms_per_frame > limit) {
    console.error(`a flick costs ${results.flick.cpu_ms_per_frame} ms a frame, at most ${limit} are allowed`);
    process.exitCode = 1;
  }
}

await measure();
