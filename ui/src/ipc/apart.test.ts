/** A backup looked at with no vault open: what the page knows of it ends with the look. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { resetWorld } from "../../dev/mock/world.ts";
import { closeApart, openApart } from "./apart.ts";
import { type ApartOpened, commands } from "./bindings.ts";
import { catalog, queryClient } from "./query.ts";

beforeEach(() => {
  resetWorld("locked", (world) => {
    world.pace = 0;
  });
  queryClient.clear();
});

afterEach(() => {
  vi.restoreAllMocks();
});

const known = () => queryClient.getQueryData(catalog.queryKey);

it("knows the fields for as long as it is looked at", async () => {
  expect(await openApart(1, "s1")).toMatchObject({ id: "s1" });
  expect(known()).toBeDefined();
  await closeApart();
  expect(known()).toBeUndefined();
});

it("keeps nothing of a look that was left before it was open", async () => {
  const opened = await commands.apartOpen(1, "s1");
  let answer = (_: ApartOpened) => {};
  vi.spyOn(commands, "apartOpen").mockImplementationOnce(
    () =>
      new Promise((told) => {
        answer = told;
      }),
  );
  const left = openApart(1, "s1");
  await closeApart();
  answer(opened);
  await expect(left).rejects.toMatchObject({ kind: "cancelled" });
  expect(known()).toBeUndefined();
});
