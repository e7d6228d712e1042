import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";

interface Part {
  name: string;
  text: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Builds an .xlsx from the XML inside each sheet's `sheetData`, with shared strings and the number formats of styles. */
export async function workbook(
  sheets: Record<string, string>,
  { texts = [], formats = [] }: { texts?: string[]; formats?: string[] } = {},
): Promise<Buffer> {
  const names = Object.keys(sheets);
  const relations = [
    ...names.map((_, i) => [`rId${i + 1}`, "worksheet", `worksheets/sheet${i + 1}.xml`]),
    ["rId98", "styles", "styles.xml"],
    ["rId99", "sharedStrings", "/xl/sharedStrings.xml"],
  ];
  return await zip([
    // Excel writes the parts that sheets need after the sheets.
    ...names.map((name, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      text: `<worksheet ${main}><sheetData>${sheets[name]}</sheetData></worksheet>`,
    })),
    {
      name: "_rels/.rels",
      text: `<Relationships><Relationship Id="r" Type="${kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      text: `<x:workbook xmlns:x="m" xmlns:r="${kinds}"><x:sheets>${names.map((name, i) => `<x:sheet name="${name}" sheetId="${i + 7}" r:id="rId${i + 1}"/>`).join("")}</x:sheets></x:workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      text: `<Relationships>${relations.map(([id, kind, target]) => `<Relationship Id="${id}" Type="${kinds}/${kind}" Target="${target}"/>`).join("")}</Relationships>`,
    },
    {
      name: "xl/styles.xml",
      text: `<styleSheet ${main}><numFmts>${formats.map((format, i) => `<numFmt numFmtId="${164 + i}" formatCode="${format}"/>`).join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats.map((_, i) => `<xf numFmtId="${164 + i}"/>`).join("")}</cellXfs></styleSheet>`,
    },
    { name: "xl/sharedStrings.xml", text: `<sst ${main}>${texts.map((text) => `<si>${text}</si>`).join("")}</sst>` },
  ]);
}

/** Builds a ZIP file from these parts. */
export async function zip(parts: readonly Part[]): Promise<Buffer> {
  const file = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const { name, text } of parts)
    await file.add(name, new TextReader(`${name.endsWith(".xml") ? declaration : ""}${text}`));
  return Buffer.from(await file.close());
}
