/** Back and forward retrace the way, and a new step forgets what lay ahead. */
import { beforeEach, expect, it } from "vitest";
import {
  closeRecord,
  currentPlace,
  go,
  goBack,
  goForward,
  openRecord,
  replacePlace,
  resetPlaces,
} from "./place.ts";

beforeEach(() => resetPlaces("customers"));

it("retraces the way", () => {
  go({ at: "backup" });
  go({ at: "settings", part: "security" });
  goBack();
  expect(currentPlace()).toEqual({ at: "backup" });
  goForward();
  expect(currentPlace()).toEqual({ at: "settings", part: "security" });
  goBack();
  go({ at: "people" });
  goForward();
  expect(currentPlace()).toEqual({ at: "people" });
});

it("opens a record beside the list and closes it again", () => {
  openRecord({ entity: "unit", id: "u1" });
  replacePlace({ record: { entity: "unit", id: "u2" } });
  expect(currentPlace()).toEqual({ at: "customers", record: { entity: "unit", id: "u2" }, full: false });
  closeRecord();
  expect(currentPlace()).toEqual({ at: "customers" });
  goBack();
  expect(currentPlace().record).toEqual({ entity: "unit", id: "u2" });
});

it("stays put at both ends of the way", () => {
  goBack();
  goForward();
  expect(currentPlace()).toEqual({ at: "customers" });
  go({ at: "customers" });
  goBack();
  expect(currentPlace()).toEqual({ at: "customers" });
});
