/** Both languages say the same things, with the same blanks, and every key the window uses exists. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import en from "../../../assets/locales/en.json";
import zh from "../../../assets/locales/zh.json";

const messages: Record<"en" | "zh", Record<string, string>> = { en, zh };

function blanks(elements: MessageFormatElement[], into = new Set<string>()): Set<string> {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    into.add(element.value);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) blanks(option.value, into);
    }
    if (element.type === TYPE.tag) throw new Error("messages hold no markup");
  }
  return into;
}

const sourceRoot = fileURLToPath(new URL("..", import.meta.url));
const sources = readdirSync(sourceRoot, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(`${sourceRoot}/${name}`, "utf8") }));

describe("the two message files", () => {
  it("hold the same keys, sorted", () => {
    const keys = Object.keys(en);
    expect(Object.keys(zh)).toEqual(keys);
    expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
  });

  it.each(Object.keys(en))("%s has the same blanks in both", (key) => {
    const [a, b] = (["en", "zh"] as const).map((name) =>
      [...blanks(parse(messages[name][key] ?? "", { ignoreTag: true }))].sort(),
    );
    expect(b).toEqual(a);
  });

  it("count one thing as one in English", () => {
    // What follows a number by itself is right for one number only, or for none but one.
    const counted = Object.entries(en).filter(
      ([key, text]) =>
        /^(occasion|ui\.checklist|ui\.grades|ui\.behind|ui\.lessons|ui\.years)\./.test(key) &&
        /\{\w+\} (days|months|years|tasks|steps|changes|units)\b/.test(text),
    );
    expect(counted).toEqual([]);
  });

  it("say nothing empty", () => {
    for (const [name, file] of Object.entries(messages)) {
      for (const [key, text] of Object.entries(file)) expect(text.trim(), `${name} ${key}`).not.toBe("");
    }
  });

  it("hold every key the window names", () => {
    const missing = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/["'`](ui\.[a-z0-9_.]+)["'`]/g)]
        .map((hit) => hit[1] ?? "")
        .filter((key) => !(key in en))
        .map((key) => `${name}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it("hold no sentence of the window that nobody says", () => {
    const all = sources.map(({ text }) => text).join("\n");
    const said = new Set([...all.matchAll(/["'`](ui\.[a-z0-9_.]+)["'`]/g)].map((hit) => hit[1]));
    // `ui.job.${name}`: any that begins so may be meant.
    const begun = [...all.matchAll(/`(ui\.[a-z0-9_.]+)\$\{/g)].map((hit) => hit[1] ?? "");
    const idle = Object.keys(en).filter(
      (key) => key.startsWith("ui.") && !said.has(key) && !begun.some((start) => key.startsWith(start)),
    );
    expect(idle).toEqual([]);
  });
});
