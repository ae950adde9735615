/** The line cache: asks once, keeps the old until the new is there, forgets the longest unused, never mixes readings. */
import { describe, expect, it } from "vitest";
import type { Line } from "../ipc/bindings.ts";
import { BLOCK, cellOf, HEADS, KEEP, LineStore, readBlocks } from "./lines.ts";

const record = (number: number, text: string) =>
  ({
    kind: "record",
    id: `id-${number}`,
    rev: 1,
    number,
    cells: [{ t: "text", v: text }],
    warnings: [],
  }) as unknown as Line;

/** A source whose fetches wait until `answer` is called. */
function held(count: number, text: string) {
  const calls: { from: number; count: number; answer: () => void; fail: () => void }[] = [];
  return {
    calls,
    source: {
      count,
      columns: ["name"],
      fetch: (from: number, many: number) =>
        new Promise<Line[]>((resolve, reject) => {
          calls.push({
            from,
            count: many,
            answer: () =>
              resolve(
                Array.from({ length: many }, (_, index) => record(from + index, `${text} ${from + index}`)),
              ),
            fail: () => reject(new Error("closed")),
          });
        }),
    },
  };
}

const nameAt = (store: LineStore, index: number) => {
  const row = store.get(index);
  const cell = row && cellOf(row, "name");
  return cell?.t === "text" ? cell.v : undefined;
};

describe("fetching", () => {
  it("asks each block once, and for no more than there is", async () => {
    const store = new LineStore();
    const { calls, source } = held(450, "a");
    store.renew(source);
    const both = Promise.all([store.want(0, 30), store.want(10, 60), store.want(190, 210)]);
    expect(calls.map(({ from, count }) => [from, count])).toEqual([
      [0, BLOCK],
      [BLOCK, BLOCK],
    ]);
    for (const call of calls) call.answer();
    await both;
    expect(nameAt(store, 205)).toBe("a 205");
    void store.want(400, 450);
    expect(calls.at(-1)).toMatchObject({ from: 400, count: 50 });
    expect(store.get(450)).toBeUndefined();
  });

  it("drops the longest unused block beyond its limit", async () => {
    const store = new LineStore();
    store.renew({
      count: BLOCK * (KEEP + 5),
      columns: ["name"],
      fetch: async (from, many) => Array.from({ length: many }, (_, i) => record(from + i, "x")),
    });
    await store.want(0, 1);
    for (let block = 1; block < KEEP; block += 1) await store.want(block * BLOCK, block * BLOCK + 1);
    await store.want(0, 1);
    await store.want(KEEP * BLOCK, KEEP * BLOCK + 1);
    expect(store.get(0)).toBeDefined();
    expect(store.get(BLOCK)).toBeUndefined();
    expect(store.get(KEEP * BLOCK)).toBeDefined();
  });

  it("keeps the heads of groups whose lines it has dropped, as long as the reading is the same", async () => {
    const store = new LineStore();
    const source = (count: number) => ({
      count,
      columns: ["name"],
      fetch: async (from: number, many: number) =>
        Array.from({ length: many }, (_, i) =>
          (from + i) % BLOCK === 7
            ? ({ kind: "group", key: `${from}` } as unknown as Line)
            : record(from + i, "x"),
        ),
    });
    store.renew(source(BLOCK * (HEADS + KEEP + 5)));
    for (let block = 0; block <= KEEP; block += 1) await store.want(block * BLOCK, block * BLOCK + 1);
    expect(store.get(6)).toBeUndefined();
    expect(store.get(7)?.line.kind).toBe("group");
    expect(store.find(BLOCK, -1, ({ line }) => line.kind === "group")).toBe(7);
    for (let block = KEEP + 1; block < HEADS + KEEP + 5; block += 1)
      await store.want(block * BLOCK, block * BLOCK + 1);
    expect(store.get(7)).toBeUndefined();
    expect(store.get(10 * BLOCK + 7)).toBeDefined();
    store.renew(source(BLOCK * HEADS));
    expect(store.get(10 * BLOCK + 7)).toBeUndefined();
  });

  it("tells of a failure and forgets it after success", async () => {
    const store = new LineStore();
    const { calls, source } = held(10, "a");
    store.renew(source);
    const first = store.want(0, 10);
    calls[0]?.fail();
    await first;
    expect(store.failure).toBeInstanceOf(Error);
    await store.want(0, 10);
    expect(calls).toHaveLength(1);
    store.retry();
    const second = store.want(0, 10);
    calls[1]?.answer();
    await second;
    expect(store.failure).toBeNull();
  });
});

describe("a newer reading", () => {
  it("shows the old lines until the new ones are there", async () => {
    const store = new LineStore();
    const old = held(300, "old");
    store.renew(old.source);
    const first = store.want(0, 30);
    old.calls[0]?.answer();
    await first;
    const fresh = held(301, "new");
    store.renew(fresh.source);
    expect(nameAt(store, 5)).toBe("old 5");
    const second = store.want(0, 30);
    expect(nameAt(store, 5)).toBe("old 5");
    fresh.calls[0]?.answer();
    await second;
    expect(nameAt(store, 5)).toBe("new 5");
  });

  it("is not spoiled by a late answer or a late failure of the older one", async () => {
    const store = new LineStore();
    const old = held(300, "old");
    store.renew(old.source);
    const late = store.want(0, 300);
    const fresh = held(300, "new");
    store.renew(fresh.source);
    const wanted = store.want(0, 30);
    fresh.calls[0]?.answer();
    await wanted;
    old.calls[0]?.answer();
    old.calls[1]?.fail();
    await late;
    expect(nameAt(store, 5)).toBe("new 5");
    expect(store.failure).toBeNull();
  });

  it("takes lines read beforehand at once, so that nothing flickers", async () => {
    const store = new LineStore();
    store.renew(held(500, "old").source);
    const source = {
      ...held(500, "new").source,
      fetch: async (from: number, many: number) =>
        Array.from({ length: many }, (_, i) => record(from + i, "new")),
    };
    const ready = await readBlocks(source, 190, 410);
    expect([...ready.keys()]).toEqual([0, 1, 2]);
    expect(ready.get(2)).toHaveLength(100);
    store.renew(source, ready);
    expect(nameAt(store, 405)).toBe("new");
  });

  it("may ask for other columns; lines of the older one keep their own", async () => {
    const store = new LineStore();
    store.renew({ count: 1, columns: ["name"], fetch: async () => [record(0, "a")] });
    await store.want(0, 1);
    store.renew({ count: 1, columns: ["city", "name"], fetch: () => new Promise(() => undefined) });
    expect(nameAt(store, 0)).toBe("a");
    const row = store.get(0);
    expect(row && cellOf(row, "city")).toBeUndefined();
  });
});

describe("work on lines", () => {
  it("patches a record at once, with its new revision", async () => {
    const store = new LineStore();
    store.renew({
      count: 3,
      columns: ["name"],
      fetch: async (from, many) => Array.from({ length: many }, (_, i) => record(from + i, "x")),
    });
    await store.want(0, 3);
    const before = store.version();
    store.patch([{ id: "id-1", rev: 2, values: { name: { t: "text", v: "fresh" } } }]);
    expect(nameAt(store, 1)).toBe("fresh");
    expect(store.get(1)?.line).toMatchObject({ rev: 2 });
    expect(nameAt(store, 0)).toBe("x");
    expect(store.version()).toBeGreaterThan(before);
  });

  it("reads long ranges beyond what it keeps", async () => {
    const store = new LineStore();
    store.renew({
      count: 12_000,
      columns: ["name"],
      fetch: async (from, many) => Array.from({ length: many }, (_, i) => record(from + i, "x")),
    });
    await store.want(300, 301);
    const rows = await store.read(150, 11_950);
    expect(rows).toHaveLength(11_800);
    expect(rows.map(({ line }) => (line.kind === "record" ? line.number : -1))).toEqual(
      Array.from({ length: 11_800 }, (_, i) => i + 150),
    );
  });

  it("finds the nearest line that fits", async () => {
    const store = new LineStore();
    store.renew({
      count: 10,
      columns: ["name"],
      fetch: async (from, many) =>
        Array.from({ length: many }, (_, i) => record(from + i, i === 2 || i === 7 ? "g" : "x")),
    });
    await store.want(0, 10);
    const isG = (row: { line: Line }) =>
      row.line.kind === "record" && row.line.cells[0]?.t === "text" && row.line.cells[0].v === "g";
    expect(store.find(2, 1, isG)).toBe(7);
    expect(store.find(7, -1, isG)).toBe(2);
    expect(store.find(7, 1, isG)).toBeNull();
  });
});
