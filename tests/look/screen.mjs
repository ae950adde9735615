/**
 * The little of a window manager that a story needs: whether the program's window is on the screen,
 * and the press on its close button. Spoken to the screen in the X protocol itself, because no tool
 * for it is on every machine.
 */
import { once } from "node:events";
import { createConnection } from "node:net";

const ATOM = 4;
const VIEWABLE = 2;

/** Our end of the talk with the screen at `display`: requests go out in order, answers come back. */
class Talk {
  #socket;
  #held = Buffer.alloc(0);

  static async with(display) {
    const talk = new Talk();
    talk.#socket = createConnection(`/tmp/.X11-unix/X${display.slice(1)}`);
    await once(talk.#socket, "connect");
    const hello = Buffer.alloc(12);
    hello.write("l");
    hello.writeUInt16LE(11, 2);
    talk.#socket.write(hello);
    const head = await talk.#take(8);
    const setup = await talk.#take(head.readUInt16LE(6) * 4);
    if (head[0] !== 1) throw new Error("the screen refused the talk");
    // After 32 bytes: the vendor's name and the picture formats; then the first screen's root.
    const vendor = Math.ceil(setup.readUInt16LE(16) / 4) * 4;
    talk.root = setup.readUInt32LE(32 + vendor + setup[21] * 8);
    return talk;
  }

  async #take(count) {
    while (this.#held.length < count) {
      const [more] = await once(this.#socket, "data");
      this.#held = Buffer.concat([this.#held, more]);
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** Sends request `code` with its one byte and its body, a whole number of words long. */
  send(code, byte, body) {
    const head = Buffer.from([code, byte, 0, 0]);
    head.writeUInt16LE(1 + body.length / 4, 2);
    this.#socket.write(Buffer.concat([head, body]));
  }

  async ask(code, byte, body) {
    this.send(code, byte, body);
    for (;;) {
      const head = await this.#take(32);
      if (head[0] === 0) return undefined; // refused: that window is gone
      if (head[0] === 1) return Buffer.concat([head, await this.#take(head.readUInt32LE(4) * 4)]);
    }
  }

  async atom(name) {
    const body = Buffer.alloc(4 + Math.ceil(name.length / 4) * 4);
    body.writeUInt16LE(name.length, 0);
    body.write(name, 4);
    return (await this.ask(16, 0, body)).readUInt32LE(8);
  }

  end() {
    this.#socket.destroy();
  }
}

function words(...values) {
  const body = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => body.writeUInt32LE(value, at * 4));
  return body;
}

/** The windows on the screen that can be closed. */
async function* closable(talk, protocols, close) {
  const tree = await talk.ask(15, 0, words(talk.root));
  for (let n = 0; n < tree.readUInt16LE(16); n += 1) {
    const window = tree.readUInt32LE(32 + n * 4);
    const seen = await talk.ask(3, 0, words(window));
    const named = await talk.ask(20, 0, words(window, protocols, ATOM, 0, 16));
    if (!named || seen?.[26] !== VIEWABLE) continue;
    const said = Array.from({ length: named.readUInt32LE(16) }, (_, at) => named.readUInt32LE(32 + at * 4));
    if (said.includes(close)) yield window;
  }
}

async function withWindows(display, act) {
  const talk = await Talk.with(display);
  try {
    const [protocols, close] = [await talk.atom("WM_PROTOCOLS"), await talk.atom("WM_DELETE_WINDOW")];
    const windows = [];
    for await (const window of closable(talk, protocols, close)) windows.push(window);
    return await act(windows, talk, protocols, close);
  } finally {
    talk.end();
  }
}

/** How many windows the user sees. */
export function windowsShown(display) {
  return withWindows(display, (windows) => windows.length);
}

/** Presses the close button of every window, as a window manager does. */
export function closeWindows(display) {
  return withWindows(display, async (windows, talk, protocols, close) => {
    for (const window of windows) {
      const event = Buffer.concat([Buffer.from([33, 32, 0, 0]), words(window, protocols, close, 0, 0, 0, 0)]);
      talk.send(25, 0, Buffer.concat([words(window, 0), event]));
    }
    // An answer to anything means that all before it was heard.
    await talk.atom("WM_PROTOCOLS");
  });
}
