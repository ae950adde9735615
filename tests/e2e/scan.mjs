/**
 * Looks for texts in every file under a folder, whatever the file says it is: as UTF-8, as UTF-16
 * either way round, as the base64 of each alignment, and inside gzip. What a story typed must be
 * nowhere; a text the story wrote plainly must be found, or the scan proves nothing.
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

/** Every file under `folder`, not following links. */
export function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(file);
    // The program may still run, and take away what it needs no more.
    return lstatSync(file, { throwIfNoEntry: false })?.isFile() ? [file] : [];
  });
}

/** The ways a text may lie in a file. */
function guises(text) {
  const plain = Buffer.from(text, "utf8");
  const wide = Buffer.from(text, "utf16le");
  const base64 = [0, 1, 2].map((shift) => {
    // The letters at both ends depend on the neighbours and are left away.
    const coded = Buffer.concat([Buffer.alloc(shift), plain]).toString("base64").replace(/=+$/, "");
    return Buffer.from(coded.slice(shift === 0 ? 0 : 4, -4));
  });
  const escaped = Buffer.from(JSON.stringify(text).slice(1, -1).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`));
  return [plain, wide, Buffer.from(wide).swap16(), escaped, ...base64].filter((bytes) => bytes.length >= 6);
}

/** What a file holds; nothing where it was taken away since it was seen. */
function read(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

/** Where which of `texts` lie in the clear: `[{ file, text }]`. */
export function findInClear(folder, texts) {
  const wanted = texts.map((text) => ({ text, guises: guises(text) }));
  const found = [];
  for (const file of filesUnder(folder)) {
    const bytes = read(file);
    if (bytes === null) continue;
    const bodies = [bytes];
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bodies.push(gunzipSync(bytes));
    for (const { text, guises } of wanted) {
      const inName = path.relative(folder, file).includes(text);
      if (inName || bodies.some((body) => guises.some((guise) => body.includes(guise)))) {
        found.push({ file: path.relative(folder, file), text });
      }
    }
  }
  return found;
}
