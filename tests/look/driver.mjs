/**
 * A WebDriver client of the few words the stories need, over Node's own fetch. Every call has a
 * time limit; nothing here knows the program that is driven.
 */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const CALL_MS = 30_000;

/** An answer of the driver that is an error. */
export class DriverError extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

async function send(base, method, path, body, limit = CALL_MS) {
  const answer = await fetch(base + path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "content-type": "application/json" },
    signal: AbortSignal.timeout(limit),
  }).catch((error) => {
    throw new DriverError("no answer", `${method} ${path}: ${error.cause?.code ?? error.name}`);
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new DriverError(value.error, value.message);
  return value;
}

/** One driven window of one running program. */
export class Page {
  #base;

  constructor(base) {
    this.#base = base;
  }

  /** Starts `binary` through the driver listening at `port`. */
  static async open(port, binary, args = []) {
    const origin = `http://127.0.0.1:${port}`;
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary, args } } };
    const { sessionId } = await send(origin, "POST", "/session", { capabilities }, 60_000);
    const page = new Page(`${origin}/session/${sessionId}`);
    await page.#send("POST", "/timeouts", { script: 20_000, implicit: 0, pageLoad: 20_000 });
    return page;
  }

  #send(method, path, body, limit) {
    return send(this.#base, method, path, body, limit);
  }

  /** Runs the body of a function in the page and gives what it returns. */
  run(script, ...args) {
    return this.#send("POST", "/execute/sync", { script, args: args.map(pack) });
  }

  /** Runs a body that calls the last of its arguments when it is done. */
  runAsync(script, ...args) {
    return this.#send("POST", "/execute/async", { script, args: args.map(pack) });
  }

  click(id) {
    return this.#send("POST", `/element/${id}/click`, {});
  }

  clear(id) {
    return this.#send("POST", `/element/${id}/clear`, {});
  }

  type(id, text) {
    return this.#send("POST", `/element/${id}/value`, { text });
  }

  /** Presses keys in the page, wherever the focus is. `\uE007` is Enter. */
  async keys(...keys) {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#send("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** Presses `key` while `modifier` is held. */
  async chord(modifier, key) {
    const actions = [
      { type: "keyDown", value: modifier },
      { type: "keyDown", value: key },
      { type: "keyUp", value: key },
      { type: "keyUp", value: modifier },
    ];
    await this.#send("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** Presses the mouse twice in the middle of an element. */
  async doubleClick(id) {
    const press = [
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    const move = { type: "pointerMove", duration: 0, x: 0, y: 0, origin: { [ELEMENT]: id } };
    const actions = [move, ...press, ...press];
    await this.#send("POST", "/actions", {
      actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }],
    });
  }

  size(w, h) { return this.#send("POST", "/window/rect", { width: w, height: h, x: 0, y: 0 }); }
  windows() {
    return this.#send("GET", "/window/handles");
  }

  async use(window) {
    await this.#send("POST", "/window", { handle: window });
  }

  /** A picture of the page as PNG bytes, once the page has drawn what it knows. */
  /** Waits until what was asked for has been drawn: the page asks, the core answers, it is painted. */
  async settled() {
    await this.runAsync(
      "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));",
    );
  }

  async picture() {
    await this.settled();
    return Buffer.from(await this.#send("GET", "/screenshot"), "base64");
  }

  async close() {
    await this.#send("DELETE", "", undefined, 10_000);
  }
}

/** The driver's name of an element, from what a script returned; or nothing. */
export function elementId(value) {
  return value?.[ELEMENT];
}

function pack(value) {
  return value?.element ? { [ELEMENT]: value.element } : value;
}
