import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { settings } from "../src/config.ts";

const readme = join(import.meta.dirname, "../README.md");
const markers = /(<!-- settings -->\n)[\s\S]*(<!-- \/settings -->)/;

/** The settings as a Markdown table. */
function settingsTable(): string {
  const rows = Object.entries<object>(settings).map(([name, schema]) => {
    const { default: value, description, enum: choices } = schema as Described;
    const takes = choices ? ` One of ${choices.map((choice) => `\`${choice}\``).join(", ")}.` : "";
    return `| \`${name}\` | ${value === undefined ? "" : `\`${value}\``} | ${description}${takes} |`;
  });
  return ["| setting | default | what it is |", "| --- | --- | --- |", ...rows].join("\n");
}

interface Described {
  default?: string | number;
  description: string;
  enum?: string[];
}

/** The README with the current settings between its markers. Throws if it has no markers. */
export function withSettings(text: string): string {
  if (!markers.test(text)) throw new Error("README.md has no <!-- settings --> … <!-- /settings -->");
  return text.replace(markers, (_, begin: string, end: string) => `${begin}\n${settingsTable()}\n\n${end}`);
}

if (import.meta.main) await writeFile(readme, withSettings(await readFile(readme, "utf8")));
