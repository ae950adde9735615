/** Text for spreadsheets and back again. */
import { describe, expect, it } from "vitest";
import { fromTsv, tile, toHtml, toTsv } from "./clipboard.ts";
import { numbers } from "./numbers.test-kit.ts";

const draw = numbers(11);

describe("tab-separated text", () => {
  it("gives back what it was given, whatever the cells hold", () => {
    const signs = ["a", "鲲", '"', "\t", "\n", " ", "", "12", "'", ","];
    for (let round = 0; round < 2000; round += 1) {
      const columns = 1 + draw(4);
      const cells = Array.from({ length: 1 + draw(4) }, () =>
        Array.from({ length: columns }, () =>
          Array.from({ length: draw(5) }, () => signs[draw(signs.length)] ?? "").join(""),
        ),
      );
      // One empty cell alone is the empty text, which is nothing to paste.
      if (cells.length === 1 && columns === 1 && cells[0]?.[0] === "") continue;
      // A last row that is one empty cell cannot be told from a closing line break.
      if (columns === 1 && cells.at(-1)?.[0] === "") cells.push(["end"]);
      expect(fromTsv(toTsv(cells))).toEqual(cells);
    }
  });

  it("reads what Excel writes", () => {
    expect(fromTsv('鲲鹏\t"两行\r\n文字"\t3,280\r\n\t"说 ""好"""\t\r\n')).toEqual([
      ["鲲鹏", "两行\r\n文字", "3,280"],
      ["", '说 "好"', ""],
    ]);
  });

  it("takes a stray quote as it is", () => {
    expect(fromTsv('"half\tb')).toEqual([['"half', "b"]]);
    expect(fromTsv('5" pipe\tb')).toEqual([['5" pipe', "b"]]);
  });
});

describe("HTML for Excel", () => {
  it("keeps long numbers and formula signs as text, and escapes markup", () => {
    const html = toHtml(
      [
        ["91350100M000100Y43", "=1+1", "3280"],
        ["<b>", "a\nb", ""],
      ],
      ["text", "text", "number"],
    );
    expect(html).toContain(`<td style="mso-number-format:'\\@'">91350100M000100Y43</td>`);
    expect(html).toContain(`<td style="mso-number-format:'\\@'">=1+1</td>`);
    expect(html).toContain("<td>3280</td>");
    expect(html).toContain("&lt;b&gt;");
    expect(html).toContain("a<br");
  });
});

describe("laying a block down", () => {
  it("fills a selection with one cell", () => {
    expect(tile([["x"]], 2, 3)).toEqual([
      ["x", "x", "x"],
      ["x", "x", "x"],
    ]);
  });
  it("repeats when the selection is a multiple, and otherwise lays down once", () => {
    expect(tile([["a"], ["b"]], 4, 1)).toEqual([["a"], ["b"], ["a"], ["b"]]);
    expect(tile([["a"], ["b"]], 3, 1)).toEqual([["a"], ["b"]]);
    expect(tile([["a", "b"]], 1, 1)).toEqual([["a", "b"]]);
  });
  it("lays one row over the many whose first cells are selected, as Excel does", () => {
    expect(tile([["a", "b"]], 3, 1)).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(tile([["a"], ["b"]], 1, 2)).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
    expect(tile([["a", "b"]], 3, 3)).toEqual([["a", "b"]]);
  });
  it("squares ragged rows, and makes nothing of nothing", () => {
    expect(tile([["a"], ["b", "c"]], 1, 1)).toEqual([
      ["a", ""],
      ["b", "c"],
    ]);
    expect(tile([], 3, 3)).toEqual([]);
  });
});
