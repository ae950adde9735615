/** What a vault was called, by the name of its file. */
import { expect, it } from "vitest";
import { nameIn } from "./name-in.ts";

it("offers the name the vault had when the file was made", () => {
  expect(nameIn("/media/lin/STICK/华东客户-2026-11-22.tar.zst.age")).toBe("华东客户");
  expect(nameIn("C:\\Stick\\Mine-2026-11-22.tar.zst.age")).toBe("Mine");
  expect(nameIn("/tmp/a-b.age")).toBe("a-b");
});
