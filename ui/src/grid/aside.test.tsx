/** What is said of a row in passing: after a while, gone at once, never in the way. */
import { beforeEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { REST_MS } from "./aside.tsx";
import { cell as cellAt, stage } from "./grid.test-kit.tsx";

const aside = vi.fn((id: string, asked: boolean) => <p>{`${asked ? "asked" : "passed"} ${id}`}</p>);
const said = () => document.querySelector("[data-beside]")?.textContent ?? null;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

beforeEach(() => aside.mockClear());

async function open() {
  await stage({ props: { aside } });
  await expect.poll(() => document.querySelector("[data-r='4']")).not.toBeNull();
}

it("says it where the pointer rests, and is gone with the next row, press, scroll or key", async () => {
  await open();
  await userEvent.hover(cellAt(2, 1));
  expect(said()).toBeNull();
  await wait(REST_MS / 2);
  expect(said(), "not yet").toBeNull();
  await expect.poll(said).toContain("passed r2");
  const box = document.querySelector("[data-beside]") as HTMLElement;
  expect(getComputedStyle(box.parentElement as HTMLElement).pointerEvents).toBe("none");
  // Along its own row it stays, on another it is gone.
  await userEvent.hover(cellAt(2, 2));
  expect(said()).toContain("r2");
  await userEvent.hover(cellAt(4, 2));
  expect(said()).toBeNull();
  await expect.poll(said).toContain("r4");
  await userEvent.click(cellAt(4, 2));
  expect(said()).toBeNull();
});

it("never comes up while something is typed", async () => {
  await open();
  await userEvent.click(cellAt(3, 1));
  await userEvent.keyboard("x");
  await userEvent.hover(cellAt(3, 2));
  await wait(REST_MS + 200);
  expect(said()).toBeNull();
});

it("is asked for by key, says so aloud, and goes with any other key", async () => {
  await open();
  await userEvent.click(cellAt(1, 1));
  await userEvent.keyboard("{Control>}i{/Control}");
  await expect.poll(said).toContain("asked r1");
  expect(document.querySelector("[data-beside]")?.getAttribute("role")).toBe("status");
  await userEvent.keyboard("{Control>}i{/Control}");
  expect(said()).toBeNull();
  await userEvent.keyboard("{Control>}i{/Control}");
  await expect.poll(said).toContain("asked r1");
  await userEvent.keyboard("{ArrowDown}");
  expect(said()).toBeNull();
});
