/** A time by the clocks of another place says of which. */
import { expect, it } from "vitest";
import { zoneHere } from "../lib/zone.ts";
import { wallText } from "./value-text.ts";

it("names the place whose clocks show another time", () => {
  const [east, west] = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];
  const there = zoneHere() === east ? west : east;
  expect(wallText({ at: "2026-11-24T16:00", zone: zoneHere() })).toBe("2026-11-24 16:00");
  const city = there === east ? "Kiritimati" : "Pago Pago";
  expect(wallText({ at: "2026-11-24T16:00", zone: there })).toBe(`2026-11-24 16:00 ${city}`);
  expect(wallText({ at: "2026-11-24", zone: there })).toBe("2026-11-24");
});
