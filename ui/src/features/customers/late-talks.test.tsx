/** The last conversations with a customer, over its row: when, how, with whom; of a confidential one no word. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";

const beside = () => document.querySelector("[data-beside]");
const rowOf = (id: string) => document.querySelector<HTMLElement>(`[data-id="${id}"] [data-c="1"]`);

/** Talks of one customer, the oldest first. */
function talksOf(id: string) {
  const talks = [...world.records.values()].filter(
    ({ entity, values }) => entity === "activity" && values.unit?.t === "ref" && values.unit.v.id === id,
  );
  const at = (one: (typeof talks)[number]) => (one.values.at?.t === "instant" ? one.values.at.v : 0);
  return talks.sort((a, b) => at(a) - at(b));
}

beforeEach(async () => {
  await openTable();
  setLanguage("zh");
});

it("shows them where the pointer rests, three at most, and of a confidential one only that it was", async () => {
  const last = talksOf("u002").at(-1);
  if (!last) throw new Error("nothing was said");
  const words = last.values.content?.t === "text" ? last.values.content.v.slice(0, 8) : "";
  expect(words).not.toBe("");
  await expect.poll(() => rowOf("u002")).not.toBeNull();
  await userEvent.hover(rowOf("u002") as HTMLElement);
  await expect.poll(() => beside()?.querySelectorAll("li").length).toBeGreaterThan(0);
  expect(beside()?.querySelectorAll("li").length).toBeLessThanOrEqual(3);
  expect(beside()?.textContent).toContain(words);
  await expectAccessible();
  await userEvent.hover(page.getByRole("navigation").first());
  await expect.poll(beside).toBeNull();

  last.values.label = { t: "choice", v: "confidential" };
  const { queryClient } = await import("../../ipc/query.ts");
  queryClient.clear();
  await userEvent.hover(rowOf("u002") as HTMLElement);
  await expect.poll(() => beside()?.textContent).toContain("保密内容");
  expect(beside()?.textContent).not.toContain(words);
});

it("answers whoever asks by key, in either language", async () => {
  for (const one of talksOf("u002")) world.records.delete(one.id);
  await expect.poll(() => rowOf("u002")).not.toBeNull();
  await userEvent.click(rowOf("u002") as HTMLElement);
  await userEvent.keyboard("{Control>}i{/Control}");
  await expect.poll(() => beside()?.textContent).toContain("还没有沟通记录");
  await userEvent.keyboard("{Escape}");
  expect(beside()).toBeNull();
  setLanguage("en");
  await userEvent.click(rowOf("u002") as HTMLElement);
  await userEvent.keyboard("{Control>}i{/Control}");
  await expect.poll(() => beside()?.textContent).toContain("No conversation has been logged yet");
});
