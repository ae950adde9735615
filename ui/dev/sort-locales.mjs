/** Sorts the keys of both message files by code point, so that two people's additions merge in one way. */
import { readFileSync, writeFileSync } from "node:fs";

for (const name of ["en", "zh"]) {
  const file = new URL(`../../assets/locales/${name}.json`, import.meta.url);
  const messages = JSON.parse(readFileSync(file, "utf8"));
  const sorted = Object.fromEntries(Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}
