import { expect, test } from "vitest";
import { workbook, zip } from "../../test/support/files/workbook.ts";
import { cellsOf, type NumberedRow } from "./rows.ts";
import { spool } from "./spool.ts";
import { sheetsOf } from "./workbook.ts";

async function read(bytes: Buffer): Promise<Record<string, NumberedRow[]>> {
  await using spooled = await spool([bytes] as unknown as AsyncIterable<Uint8Array>, 1e9, () => new Error("too large"));
  const found: Record<string, NumberedRow[]> = {};
  for (const { name, rows } of await sheetsOf(spooled)) {
    const all: NumberedRow[] = [];
    found[name] = all;
    for await (const some of rows) all.push(...some);
  }
  return found;
}

const cells = async (row: string, more: Parameters<typeof workbook>[1] = {}) =>
  (await read(await workbook({ Leads: `<row r="1">${row}</row>` }, more))).Leads?.slice(0, 1).flatMap(cellsOf);

type Cells = [what: string, row: string, expected: string[], more?: Parameters<typeof workbook>[1]];

test.each<Cells>([
  ["a phone that Excel keeps as a number", '<c r="A1"><v>5.551234567E9</v></c>', ["5551234567"]],
  ["a whole number", '<c r="A1"><v>2015550100</v></c>', ["2015550100"]],
  ["a sum as Excel shows it", '<c r="A1"><v>0.30000000000000004</v></c>', ["0.3"]],
  ["a number that is larger than any phone", '<c r="A1"><v>1.5E+20</v></c>', ["150000000000000000000"]],
  ["a shared text", '<c r="A1" t="s"><v>1</v></c>', ["Zoë & co"], { texts: ["<t>x</t>", "<t>Zoë &amp; co</t>"] }],
  [
    "rich text, without how it is pronounced",
    '<c r="A1" t="s"><v>0</v></c>',
    ["Anna"],
    { texts: ["<r><t>An</t></r><r><t>na</t></r><rPh><t>no</t></rPh>"] },
  ],
  ["a text of its own", '<c r="A1" t="inlineStr"><is><r><t>Ann</t></r><r><t> Lee</t></r></is></c>', ["Ann Lee"]],
  ["a text in a CDATA section", '<c r="A1" t="inlineStr"><is><t>a<![CDATA[ <b> & ]]>c</t></is></c>', ["a <b> & c"]],
  ["a text with ]]> that is not escaped", '<c r="A1" t="inlineStr"><is><t>[[1]]></t></is></c>', ["[[1]]>"]],
  [
    "control characters, which are left out",
    '<c r="A1" t="inlineStr"><is><t>a\u0001b\u000bc\uffff</t></is></c>',
    ["abc"],
  ],
  ["an escaped character", '<c r="A1" t="inlineStr"><is><t>one_x000A_two</t></is></c>', ["one\ntwo"]],
  ["a formula's last text", '<c r="A1" t="str"><f>UPPER("x")</f><v>X</v></c>', ["X"]],
  ["a formula's last number", '<c r="A1"><f>1+2</f><v>3</v></c>', ["3"]],
  ["a formula that was never computed", '<c r="A1"><f>1+2</f></c><c r="B1"><v>1</v></c>', ["", "1"]],
  ["an error", '<c r="A1" t="e"><v>#N/A</v></c>', ["#N/A"]],
  ["a boolean", '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>', ["true", "false"]],
  ["a date", '<c r="A1" s="1"><v>46227</v></c>', ["2026-07-24"], { formats: ["m/d/yyyy"] }],
  [
    "a date and time",
    '<c r="A1" s="1"><v>46227.6666666667</v></c>',
    ["2026-07-24 16:00:00"],
    { formats: ["[$-409]d-mmm hh:mm"] },
  ],
  [
    "a number whose format has letters that mean none",
    '<c r="A1" s="1"><v>5</v></c>',
    ["5"],
    { formats: ["[Red]0.0&quot;days&quot;"] },
  ],
  ...["[h]:mm", "[Red]mm:ss", "yyyy\\-mm", "0&quot;d&quot;;d"].map(
    (format): Cells => [
      `a time or date in the format ${format}`,
      '<c r="A1" s="1"><v>0.5</v></c>',
      ["12:00:00"],
      { formats: [format] },
    ],
  ),
  ...["General", "0\\d", "_d0", "*d0", "[$USD-409]0.00", "[hm]0"].map(
    (format): Cells => [
      `a number in the format ${format}`,
      '<c r="A1" s="1"><v>0.5</v></c>',
      ["0.5"],
      { formats: [format] },
    ],
  ),
  [
    "cells with gaps between",
    '<c r="C1"><v>3</v></c><c r="AA1"><v>27</v></c>',
    ["", "", "3", ...Array(23).fill(""), "27"],
  ],
  ["cells that do not say where they are", "<c><v>1</v></c><c><v>2</v></c>", ["1", "2"]],
])("%s", async (_, row, expected, more) => {
  expect(await cells(row, more)).toEqual(expected);
});

test("sheets are read in the order of their tabs, and blank rows count in row numbers", async () => {
  const row = (number: number, value: number) => `<row r="${number}"><c r="A${number}"><v>${value}</v></c></row>`;
  const bytes = await workbook({ Second: `${row(1, 10)}<row r="2"/>${row(5, 11)}`, First: row(3, 20) });
  expect(await read(bytes)).toEqual({
    Second: [
      [1, "10"],
      [5, "11"],
    ],
    First: [[3, "20"]],
  });
});

test("more than 10,000 entities are not taken for an attack", async () => {
  const rows = Array.from(
    { length: 6000 },
    (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is><t>A &amp; B &lt; C</t></is></c></row>`,
  );
  expect((await read(await workbook({ Leads: rows.join("") }))).Leads).toHaveLength(6000);
});

test("a blank line before the XML declaration is no obstacle", async () => {
  const parts = [
    { name: "_rels/.rels", text: '\n<?xml version="1.0" encoding="UTF-8"?><Relationships/>' },
    { name: "xl/workbook.xml", text: "<workbook/>" },
  ];
  expect(await read(await zip(parts))).toEqual({});
});

type Refused = [what: string, bytes: () => Promise<Buffer>, reason: RegExp];

test.each<Refused>([
  ["an archive of another kind", () => zip([{ name: "a.txt", text: "x" }]), /is a ZIP file but not an Excel workbook/],
  [
    "a workbook that ends too early",
    async () => (await workbook({ Leads: "" })).subarray(0, 900),
    /cut off or damaged/,
  ],
  ["a part out of all proportion", () => workbook({ Leads: " ".repeat(40_000_000) }), /far more data than a workbook/],
  [
    "a cell that never ends",
    () => workbook({ Leads: `<row><c><v>${"x7".repeat(400_000)}</v></c></row>` }),
    /longer than any that Excel makes/,
  ],
  [
    "a cell in column 1001",
    () => workbook({ Leads: '<row r="1"><c r="ALM1"><v>1</v></c></row>' }),
    /row 1 has 1001 columns, but at most 1000/,
  ],
  ...["XFE1", "ZZZZ1", "1", "A", "a1", "$A$1", "", "A99999999"].map(
    (reference): Refused => [
      `a cell at “${reference}”`,
      () => workbook({ Leads: `<row r="1"><c r="${reference}"/></row>` }),
      /row 1 has a cell at ".*", but its cells must ascend from column A to XFD/,
    ],
  ),
  [
    "16,385 cells without a reference",
    () => workbook({ Leads: `<row>${"<c/>".repeat(16_385)}</row>` }),
    /row 1 has a cell at column 16385/,
  ],
  [
    "a cell before the one to its left",
    () => workbook({ Leads: '<row r="1"><c r="B1"/><c r="A1"/></row>' }),
    /its cells must ascend/,
  ],
  ...["0", "-1", "1.5", "x", "1048577", "Infinity", "7"].map(
    (row): Refused => [
      `row ${row} after row 7`,
      () => workbook({ Leads: `<row r="7"/><row r="${row}"/>` }),
      /row .* follows row 7, but rows must ascend from 1 to 1048576/,
    ],
  ),
  [
    "a cell with more characters than Excel's",
    () => workbook({ Leads: `<row><c t="str"><v>${"x".repeat(32_768)}</v></c></row>` }),
    /one of its cells has more than 32767 characters/,
  ],
  [
    "a shared text with more characters than Excel's",
    () => workbook({ Leads: "" }, { texts: [`<t>${"x".repeat(20_000)}</t><t>${"x".repeat(20_000)}</t>`] }),
    /one of its cells has more than 32767 characters/,
  ],
  [
    "a row of a million characters",
    () =>
      workbook(
        { Leads: `<row>${'<c t="s"><v>0</v></c>'.repeat(40)}</row>` },
        { texts: [`<t>${"x".repeat(32_767)}</t>`] },
      ),
    /row 1 is longer than 1048576 characters/,
  ],
  [
    "a number format with more characters than Excel's",
    () => workbook({ Leads: "" }, { formats: ["[".repeat(120_000)] }),
    /a number format of it has 120000 characters, but Excel allows 255/,
  ],
  [
    "more cell formats than Excel's",
    () => workbook({ Leads: "" }, { formats: Array(65_490).fill("0") }),
    /more than 65490 cell formats/,
  ],
  [
    "more sheets than anybody has",
    () => workbook(Object.fromEntries(Array.from({ length: 251 }, (_, i) => [`Sheet ${i}`, ""]))),
    /more than 250 sheets/,
  ],
  [
    "elements inside each other without end",
    () => workbook({ Leads: "<a>".repeat(300) + "</a>".repeat(300) }),
    /not the XML it should be/,
  ],
  ["XML that is none", () => workbook({ Leads: "<row><c></row>" }), /not the XML it should be/],
  [
    "an entity of its own",
    async () =>
      zip([
        {
          name: "xl/workbook.xml",
          text: '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook><sheets><sheet name="&a;"/></sheets></workbook>',
        },
      ]),
    /not the XML it should be/,
  ],
])("%s is refused", async (_, bytes, reason) => {
  await expect(bytes().then(read)).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: expect.stringMatching(reason),
  });
});

test("a part larger than its claimed size is refused", async () => {
  const bytes = await workbook({ Leads: "<row><c><v>1</v></c></row>".repeat(2000) });
  // The size of the sheet in the directory, which stands behind all parts.
  const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt32LE(1000, entry + 24);
  await expect(read(bytes)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
});

test("a packed size beyond the end of the file is refused", async () => {
  const bytes = await workbook({ Leads: "<row><c><v>1</v></c></row>" });
  const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt32LE(0xff_ff_ff_f0, entry + 20);
  bytes.writeUInt32LE(0xff_ff_ff_f0, entry + 24);
  await expect(read(bytes)).rejects.toMatchObject({ message: expect.stringContaining("cut off or damaged") });
});

test("two sheets that are one part of the file are refused", async () => {
  const type = "x/worksheet";
  const bytes = await zip([
    { name: "xl/workbook.xml", text: '<w><sheet name="A" r:id="1"/><sheet name="B" r:id="2"/></w>' },
    {
      name: "xl/_rels/workbook.xml.rels",
      text: ["1", "2"]
        .map((id) => `<Relationship Id="${id}" Type="${type}" Target="s.xml"/>`)
        .join("")
        .replace(/.*/s, "<r>$&</r>"),
    },
    { name: "xl/s.xml", text: "<s/>" },
  ]);
  await expect(read(bytes)).rejects.toMatchObject({
    message: expect.stringContaining("two of its sheets are the same"),
  });
});

test("blank cells cost nothing: a row with a cell in its last column has one", async () => {
  const bytes = await workbook({ Leads: '<row r="1"><c r="B1"><v>1</v></c><c r="ALL1"><v>2</v></c></row>' });
  expect((await read(bytes)).Leads).toEqual([[1, 1, "1", 997, "2"]]);
});

test("a row inside a row is read once", async () => {
  const bytes = await workbook({ Leads: '<row r="1"><row r="2"><c><v>1</v></c></row></row>' });
  expect((await read(bytes)).Leads).toEqual([[2, "1"]]);
});

test("a text is as long as Excel's with each of its characters escaped", async () => {
  const escaped = "_x0041_".repeat(32_767);
  const bytes = await workbook({ Leads: `<row><c t="s"><v>0</v></c></row>` }, { texts: [`<t>${escaped}</t>`] });
  expect((await read(bytes)).Leads).toEqual([[1, "A".repeat(32_767)]]);
});
