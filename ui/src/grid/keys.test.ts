/** The keyboard table: no key means two things in one place, and everything in it can be reached and printed. */
import { describe, expect, it } from "vitest";
import { cheatSheet, commandFor, types } from "./keys.ts";

const press = (key: string, held = "", code = "") =>
  ({
    key,
    code,
    ctrlKey: held.includes("c"),
    metaKey: held.includes("m"),
    altKey: held.includes("a"),
    shiftKey: held.includes("s"),
  }) as KeyboardEvent;

describe("the table", () => {
  it("prints each command once, and each with a key", () => {
    const rows = cheatSheet().flatMap(({ rows }) => rows);
    expect(new Set(rows.map(({ command }) => command)).size).toBe(rows.length);
    expect(rows.every(({ keys }) => keys.length > 0)).toBe(true);
    expect(rows.length).toBeGreaterThan(60);
  });

  it("tells the three places apart", () => {
    expect(commandFor(press("Enter"), "cells")).toBe("edit");
    expect(commandFor(press("Enter"), "editor")).toBe("commit_down");
    expect(commandFor(press("Enter"), "heads")).toBe("head_sort");
    expect(commandFor(press("Enter", "c"), "cells")).toBe("open");
    expect(commandFor(press("Enter", "c"), "editor")).toBe("commit_fill");
    expect(commandFor(press("ArrowLeft"), "editor")).toBeNull();
  });

  it("reads letters in either case and signs however they are typed", () => {
    expect(commandFor(press("D", "c"), "cells")).toBe("fill_down");
    expect(commandFor(press("=", "a"), "cells")).toBe("column_wider");
    expect(commandFor(press("+", "as"), "cells")).toBe("column_wider");
    expect(commandFor(press(" ", "s"), "cells")).toBe("select_row");
    expect(commandFor(press(")", "c", "Digit0"), "cells")).toBe("column_hide");
  });

  it("leaves copy and paste to the browser", () => {
    expect(commandFor(press("c", "c"), "cells")).toBeNull();
    expect(commandFor(press("v", "cs"), "cells")).toBeNull();
  });
});

describe("typing", () => {
  it("is any one sign without Ctrl or ⌘", () => {
    expect(types(press("a"))).toBe(true);
    expect(types(press("鲲"))).toBe(true);
    expect(types(press("5", "s"))).toBe(true);
    expect(types(press("a", "c"))).toBe(false);
    expect(types(press("ArrowUp"))).toBe(false);
    expect(types(press("Dead"))).toBe(false);
  });
});
