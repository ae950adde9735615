/**
 * The program on its stage: started, asked, locked, looked at. The stories say what a user does;
 * this file knows how a window is driven to do it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { elementId, Page } from "./driver.mjs";
import { end, PICTURES, PROGRAM, until } from "./stage.mjs";

/** What the program remembers outside a vault, unless a story says otherwise. */
const SETTINGS = { locale: "en", theme: "light", auto_lock_min: 0 };

/** Keys without a letter. */
export const KEY = { enter: "\uE007", escape: "\uE00C", tab: "\uE004", control: "\uE009", down: "\uE015" };

/** A refusal of the program, as its window gets it. */
export class Refused extends Error {
  constructor(wire) {
    super(typeof wire === "string" ? wire : `${wire.kind}: ${wire.key} ${JSON.stringify(wire.values)}`);
    Object.assign(this, typeof wire === "string" ? {} : wire);
  }
}

/** A running program and its window. */
export class App {
  #stage;
  #driver;
  #clock;
  #processes = [];

  /**
   * Starts the program: anew, with `settings` laid over those of the stage, or, with `keep`, as it
   * was left. `env` is laid over the stage's environment; `args` are the program's own.
   */
  static async start(stage, { settings = {}, env = {}, keep = false, args = [] } = {}) {
    const app = new App();
    app.#stage = stage;
    app.#clock = path.join(stage.folder("tmp"), "clock");
    const config = path.join(stage.folder("home/.config/steward"), "config.json");
    if (keep) {
      const [ms = "0", zone] = existsSync(app.#clock) ? readFileSync(app.#clock, "utf8").split(" ") : [];
      Object.assign(app, { time: Number(ms), zone });
    } else writeFileSync(config, JSON.stringify({ recent: [], settings: { ...SETTINGS, ...settings } }));
    await app.#open(env, args);
    return app;
  }

  async #open(env, args) {
    for (const folder of ["vault", "backup", "restore", "save"]) this.#stage.folder(`pick/${folder}`);
    this.#driver = await this.#stage.driver({
      STEWARD_NO_SINGLE_INSTANCE: "1",
      STEWARD_FAST_KDF: "1",
      STEWARD_CLOCK_FILE: this.#clock,
      STEWARD_PICK_DIR: this.#stage.folder("pick"),
      // Pictures hang with the other renderer.
      WEBKIT_DISABLE_DMABUF_RENDERER: "0",
      ...env,
    });
    this.page = await Page.open(this.#driver.port, PROGRAM, args);
    this.#processes = childrenOf(this.#driver.child.pid);
    await this.#ready();
  }

  async #ready() {
    await until("the page", () => this.page.run("return document.readyState === 'complete' && !!window.__TAURI_INTERNALS__"));
  }

  /** Lets `ms` milliseconds pass at once, for the program. */
  passTime(ms) {
    this.#shift((this.time ?? 0) + ms);
  }

  /** Sets the program's clock to an instant, wherever that lies, and takes the laptop to a zone. */
  setClock(at, zone) {
    this.zone = zone ?? this.zone;
    this.#shift(at - Date.now());
  }

  /** Never seen half written: for that moment the program would live today. */
  #shift(ms) {
    this.time = ms;
    writeFileSync(`${this.#clock}.new`, [ms, this.zone ?? ""].join(" "));
    renameSync(`${this.#clock}.new`, this.#clock);
  }

  /** The instant up to which the program has done what was due. */
  turned() {
    const file = `${this.#clock}.turned`;
    return existsSync(file) ? Number(readFileSync(file, "utf8")) || this.turned() : 0;
  }

  /** Ends the program between two of its instructions. */
  async kill() {
    this.#signal("SIGKILL");
    await end(this.#driver.child);
    for (const pid of this.#processes) await until("the program's end", () => !isAlive(pid));
  }

  /** Asks the program to end, as the system does at log-out, and waits until it has. */
  async endAsked() {
    this.#signal("SIGTERM");
    for (const pid of this.#processes) await until("the program's end", () => !isAlive(pid));
    await end(this.#driver.child);
  }

  /** Lets the program do nothing, as in a laptop that sleeps, until it is let again. */
  freeze(still) {
    this.#signal(still ? "SIGSTOP" : "SIGCONT");
  }

  #signal(name) {
    for (const pid of this.#processes) if (isAlive(pid)) process.kill(pid, name);
  }

  /** Calls a command as the page does. */
  async call(command, args = {}) {
    const answer = await this.page.runAsync(
      `const [command, args, done] = arguments;
       window.__TAURI_INTERNALS__.invoke(command, args).then((ok) => done({ ok }), (no) => done({ no }));`,
      command,
      args,
    );
    if ("no" in answer) throw new Refused(answer.no);
    return answer.ok;
  }

  /** From now on keeps what the window hears of `event`; `heard` gives it. */
  async listen(event) {
    await this.page.runAsync(
      `const [event, done] = arguments;
       window.__heard = window.__heard ?? {};
       const said = (window.__heard[event] = []);
       const handler = window.__TAURI_INTERNALS__.transformCallback((e) => said.push(e.payload));
       window.__TAURI_INTERNALS__
         .invoke("plugin:event|listen", { event, target: { kind: "Any" }, handler })
         .then(() => done(true), (no) => done(String(no)));`,
      event,
    );
  }

  heard(event) {
    return this.page.run("return window.__heard?.[arguments[0]] ?? []", event);
  }

  /** Runs `act`, after which the program shows a new window, and drives that one. */
  async intoNewWindow(act) {
    const before = await this.page.windows();
    await act();
    const [fresh] = await until("a new window", async () => {
      const now = await this.page.windows();
      return now.length === 1 && !before.includes(now[0]) && now;
    });
    await this.page.use(fresh);
    await this.#ready();
  }

  /** Waits for what the page should show; where it does not come, keeps a picture and the words of what did. */
  async until(what, ask, limit) {
    try {
      return await until(what, ask, limit);
    } catch (error) {
      await this.picture(`missing-${what.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}`).catch(() => undefined);
      const shown = await this.page.run("return document.body.innerText").catch(() => "nothing that answers");
      throw new Error(`${error.message}; the window shows:\n${shown}`);
    }
  }

  /** The element of this role and accessible name (text, or a RegExp), once it is there. */
  find(role, name, limit) {
    return this.until(`${role} ${name ?? ""}`, () => this.look(role, name), limit);
  }

  /** Waits until there is no such element any more. */
  gone(role, name, limit) {
    return this.until(`no ${role} ${name}`, async () => !(await this.look(role, name)), limit);
  }

  /** As `find`, but only looks once. */
  async look(role, name) {
    const [source, flags] = name instanceof RegExp ? [name.source, name.flags] : [undefined, ""];
    const roles = role instanceof RegExp ? role.source.split("|") : [role];
    const found = await this.page.run(FIND, roles, name instanceof RegExp ? null : (name ?? null), source ?? null, flags);
    const element = elementId(found);
    return element && { element };
  }

  async press(role, name) {
    const { element } = await this.find(role, name);
    await this.until(`${role} ${name} to stand still`, () => this.page.runAsync(STILL, { element }));
    await this.page.click(element);
  }

  async fill(name, text, role = "textbox") {
    const { element } = await this.find(role, name);
    await this.page.click(element);
    // Selected and typed over, as a user does: a field emptied from outside is not heard of.
    await this.page.chord(KEY.control, "a");
    await this.page.type(element, text);
  }

  /** The cell of the table in the row that shows `row` and the column headed `column`. */
  async cell(row, column, limit) {
    const found = await this.until(
      `the cell ${column} of ${row}`,
      async () => elementId(await this.page.run(CELL, row, column)),
      limit,
    );
    return { element: found };
  }

  /** What a cell of the table shows. */
  async cellText(row, column) {
    const { element } = await this.cell(row, column);
    return this.page.run("return arguments[0].textContent", { element });
  }

  /** Types into a cell of the table as a user does: go there, type over, Enter. */
  async edit(row, column, text) {
    const { element } = await this.cell(row, column);
    await this.page.click(element);
    await this.page.keys(...text, KEY.enter);
  }

  /** Waits until the page shows this text. */
  async sees(text, limit) {
    await this.until(`the text ${text}`, () => this.page.run("return document.body.innerText.includes(arguments[0])", text), limit);
  }

  /** Keeps a picture of the window as target/e2e/<name>.png. */
  async picture(name) {
    mkdirSync(PICTURES, { recursive: true });
    writeFileSync(path.join(PICTURES, `${name}.png`), await this.page.picture());
  }

  /** Ends the program. What it had not yet written is lost, as after a crash. */
  async close() {
    await this.page?.close().catch(() => undefined);
    await end(this.#driver.child);
    // The driver ends the program by its window, which a program that lives on without one survives.
    for (const pid of this.#processes) {
      if (isAlive(pid)) process.kill(pid, "SIGKILL");
      await until("the program's end", () => !isAlive(pid));
    }
  }
}

/** The processes that `parent` started itself. */
function childrenOf(parent) {
  const tasks = readdirSync(`/proc/${parent}/task`);
  return tasks.flatMap((task) =>
    readFileSync(`/proc/${parent}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}

/**
 * Whether a process still runs; one that nobody has buried yet does not, once all its threads are gone: the last of
 * them lets go of the files.
 */
function isAlive(pid) {
  try {
    if (!/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
    return readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

/** Runs in the page: the visible element of a role and name, by the rules a screen reader uses. */
const FIND = `
const [roles, name, source, flags] = arguments;
const pattern = source === null ? null : new RegExp(source, flags);
const implicit = {
  button: "button, summary, input[type=button], input[type=submit]",
  textbox: "input:not([type]), input[type=text], input[type=password], input[type=email], input[type=url], input[type=tel], input[type=search], textarea",
  checkbox: "input[type=checkbox]", radio: "input[type=radio]", link: "a[href]",
  heading: "h1, h2, h3, h4", combobox: "select", dialog: "dialog", list: "ul, ol", listitem: "li",
};
const text = (ids) => ids.split(/\\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
const tidy = (words) => words.replace(/\\s+/g, " ").trim();
const named = (element) => tidy(
  (element.getAttribute("aria-labelledby") && text(element.getAttribute("aria-labelledby"))) ||
  element.getAttribute("aria-label") ||
  [...(element.labels ?? [])].map((label) => label.textContent).join(" ") ||
  element.getAttribute("title") ||
  (["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName) ? element.getAttribute("placeholder") : element.textContent) || "");
const shown = (element) => element.checkVisibility() && !element.closest("[inert], [aria-hidden=true]");
const of = (role) => ['[role="' + role + '"]', ...(implicit[role] ?? "").split(", ").filter(Boolean).map((s) => s + ":not([role])")];
const all = [...document.querySelectorAll(roles.flatMap(of).join(", "))].filter(shown);
const fits = (element) => name === null && pattern === null ? true : pattern ? pattern.test(named(element)) : named(element) === name;
return all.find(fits) ?? (pattern ? null : all.find((element) => name !== null && named(element).startsWith(name))) ?? null;
`;

/**
 * Runs in the page: whether an element stays where it is for two frames with nothing before it. What is
 * still being laid out would be gone from under the pointer, which a user sees and the driver does not.
 */
const STILL = `
const [element, done] = arguments;
element.scrollIntoView({ block: "nearest", inline: "nearest" });
const place = () => { const { x, y, width, height } = element.getBoundingClientRect(); return [x, y, width, height]; };
const before = place();
requestAnimationFrame(() => requestAnimationFrame(() => {
  const [x, y, width, height] = place();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  const free = element.tagName !== "BUTTON" || element.contains(top);
  done(free && before.join() === [x, y, width, height].join());
}));
`;

/** Runs in the page: the cell of a table by the text of its row and the head of its column. */
const CELL = `
const [row, column] = arguments;
const own = (element) => [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent).join("");
const head = [...document.querySelectorAll('[role=columnheader]')].find((h) => h.textContent.trim().startsWith(column));
if (!head) return null;
const index = head.getAttribute("aria-colindex");
for (const line of document.querySelectorAll('[role=row][data-r]')) {
  const cells = [...line.querySelectorAll('[role=gridcell], [role=rowheader]')];
  if (!cells.some((cell) => own(cell).trim() === row)) continue;
  return cells.find((cell) => cell.getAttribute("aria-colindex") === index) ?? null;
}
return null;
`;
