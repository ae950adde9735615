/** Back and forward retrace the way, and a new step forgets what lay ahead. */
import { beforeEach, expect, it } from "vitest";
import {
  begin,
  closeRecord,
  currentPlace,
  endWork,
  go,
  goBack,
  goForward,
  openRecord,
  openReminded,
  replacePlace,
  resetPlaces,
  showAsOf,
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

it("keeps the day the lists are shown as of while records open and close, and takes the record along to today", () => {
  showAsOf(5);
  openRecord({ entity: "unit", id: "u1", asOf: 5 });
  closeRecord();
  expect(currentPlace()).toEqual({ at: "customers", asOf: 5 });
  openRecord({ entity: "unit", id: "u1", asOf: 5 });
  showAsOf(null);
  expect(currentPlace()).toMatchObject({ record: { entity: "unit", id: "u1" } });
  expect(currentPlace().asOf ?? currentPlace().record?.asOf).toBeUndefined();
  goBack();
  expect(currentPlace().asOf).toBe(5);
  go({ at: "people" });
  expect(currentPlace()).toEqual({ at: "people" });
});

it("does something with records over what lies beside the list, and is back there afterwards", () => {
  openRecord({ entity: "unit", id: "u1" });
  begin({ kind: "split", id: "u1" });
  endWork();
  expect(currentPlace()).toMatchObject({ record: { entity: "unit", id: "u1" } });
  begin({ kind: "merge", entity: "unit", id: "u1" });
  endWork({ entity: "unit", id: "u2" });
  expect(currentPlace()).toMatchObject({ record: { entity: "unit", id: "u2" } });
  expect(currentPlace().work).toBeUndefined();
});

it("stays put at both ends of the way", () => {
  goBack();
  goForward();
  expect(currentPlace()).toEqual({ at: "customers" });
  go({ at: "customers" });
  goBack();
  expect(currentPlace()).toEqual({ at: "customers" });
});

it("goes to what reminded, or to where the vault's own reminders are seen to", () => {
  openReminded({ source: "milestone", entity: "milestone", id: "m1" });
  expect(currentPlace()).toMatchObject({ at: "customers", record: { entity: "milestone", id: "m1" } });
  openReminded({ source: "backup_overdue", entity: "vault", id: "0" });
  expect(currentPlace()).toEqual({ at: "backup" });
  openReminded({ source: "review_cycle", entity: "vault", id: "0" });
  expect(currentPlace()).toEqual({ at: "review", part: "cycle" });
});
