/**
 * Cells as text for other programs and back: tab-separated as Excel and WPS write it, and an HTML table.
 * Pure; asks no clipboard and knows no grid.
 */

/** `text` cells are marked so that Excel neither computes `=…` nor rounds an 18-digit number. */
export type Format = "text" | "number";

const quoted = (text: string): string =>
  /[\t\n\r]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export function toTsv(cells: readonly (readonly string[])[]): string {
  return cells.map((row) => row.map(quoted).join("\t")).join("\n");
}

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/\r\n?|\n/g, '<br style="mso-data-placement:same-cell">');

/** `formats` gives each column's format; missing ones are text. */
export function toHtml(cells: readonly (readonly string[])[], formats: readonly Format[]): string {
  const rows = cells.map((row) => {
    const tds = row.map((text, column) =>
      formats[column] === "number"
        ? `<td>${escaped(text)}</td>`
        : `<td style="mso-number-format:'\\@'">${escaped(text)}</td>`,
    );
    return `<tr>${tds.join("")}</tr>`;
  });
  return `<meta charset="utf-8"><table>${rows.join("")}</table>`;
}

/** Reads tab-separated text: quoted cells may hold tabs, line breaks and doubled quotes. */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // One cell, quoted or plain, and what ends it: a tab, a line's end or the end of the text.
  const cells = /(?:"((?:[^"]|"")*)"(?=\t|\r|\n|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/gy;
  for (const [, quote, plain = "", end] of text.matchAll(cells)) {
    const last = end === "";
    // After a closing line break there is no further cell.
    if (last && row.length === 0 && plain === "" && quote === undefined) break;
    row.push(quote === undefined ? plain : quote.replaceAll('""', '"'));
    if (end !== "\t") {
      rows.push(row);
      row = [];
    }
    if (last) break;
  }
  return rows;
}

/** Puts one HTML row's cells where earlier merged cells have left room. */
function place(tr: HTMLTableRowElement, at: number, grid: string[][]): void {
  let column = 0;
  for (const td of tr.cells) {
    while (grid[at]?.[column] !== undefined) column += 1;
    for (const br of td.querySelectorAll("br")) br.replaceWith("\n");
    for (let cell = 0; cell < td.rowSpan * td.colSpan; cell += 1) {
      const line = grid[at + Math.floor(cell / td.colSpan)];
      if (line) line[column + (cell % td.colSpan)] = cell === 0 ? (td.textContent ?? "").trim() : "";
    }
    column += td.colSpan;
  }
}

/** Reads the first table of an HTML fragment; null when there is none. Merged cells give their text once. */
function fromHtml(html: string): string[][] | null {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  const grid: string[][] = Array.from(table.rows, () => []);
  for (const [at, tr] of [...table.rows].entries()) place(tr, at, grid);
  const width = Math.max(0, ...grid.map((row) => row.length));
  return grid.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? ""));
}

/** Text first: it is what spreadsheets agree on. HTML only where a program offers nothing tabular as text. */
export function fromClipboard(text: string, html: string): string[][] {
  if (text !== "") return fromTsv(text);
  return (html !== "" ? fromHtml(html) : null) ?? [];
}

/**
 * The rectangle a paste writes, as Excel does it: one cell fills the selection, a block is repeated each way in which
 * the selection is a multiple of it (one row over the many whose first cells are selected), and is otherwise laid
 * down once from the selection's corner.
 */
export function tile(source: readonly (readonly string[])[], rows: number, columns: number): string[][] {
  const height = source.length;
  const width = Math.max(0, ...source.map((row) => row.length));
  if (height === 0 || width === 0) return [];
  const sizeFor = (selected: number, size: number) =>
    selected === 1 ? size : selected % size === 0 ? selected : null;
  const tall = sizeFor(rows, height);
  const wide = sizeFor(columns, width);
  const once = tall === null || wide === null;
  return Array.from({ length: once ? height : tall }, (_, r) =>
    Array.from({ length: once ? width : wide }, (__, c) => source[r % height]?.[c % width] ?? ""),
  );
}
