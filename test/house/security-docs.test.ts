import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settings } from "../../src/config.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFile(join(root, file), "utf8");
const security = await read("docs/security.md");
const asvs = await read("docs/asvs.md");
const scripts = Object.keys(JSON.parse(await read("package.json")).scripts);

const statuses = ["met", "partly", "not met", "not applicable"] as const;
/** How many requirements of Levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const chapters = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

interface Requirement {
  id: string;
  level: string;
  status: string;
}
const requirements: Requirement[] = [...asvs.matchAll(/^\| ([\d.]+) \| ([12]) \| [^|]+ \| ([^|]+) \| [^|]+ \|$/gm)].map(
  ([, id = "", level = "", status = ""]) => ({ id, level, status }),
);

const byNumber = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

test("the list has each requirement once, in order, with a known status and a reason", () => {
  const ids = requirements.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids).toEqual(ids.toSorted(byNumber));
  expect(chapters.map((_, i) => ids.filter((id) => id.startsWith(`${i + 1}.`)).length)).toEqual(chapters);
  expect(asvs.match(/^\| \d+\.\d+/gm)).toHaveLength(ids.length);
  for (const { status } of requirements) expect(statuses).toContain(status);
});

test("the counts at the top are those of the list", () => {
  const row = (name: string, counted: Requirement[]) =>
    `| ${[name, ...statuses.map((one) => counted.filter(({ status }) => status === one).length), counted.length].join(" | ")} |`;
  const atLevel = (one: string) => requirements.filter(({ level }) => level === one);
  const rows = [row("Level 1", atLevel("1")), row("Level 2", atLevel("2")), row("both", requirements)];
  expect(asvs).toContain(rows.join("\n"));
});

test("the gaps are what is not met", () => {
  const gaps = [...section(security, "Gaps").matchAll(/^\| ([\d., ]+) \|/gm)].flatMap(([, ids = ""]) =>
    ids.split(", "),
  );
  expect(gaps.toSorted(byNumber)).toEqual(
    requirements.filter(({ status }) => status === "not met").map(({ id }) => id),
  );
  const partly = [...section(security, "Gaps").matchAll(/\((\d+\.\d+\.\d+)\)/g)].map(([, id]) => id);
  const known = requirements.filter(({ status }) => status === "partly").map(({ id }) => id);
  expect(partly.filter((id) => !known.includes(id as string))).toEqual([]);
});

test("every command, file, section, and setting that they name exists", async () => {
  expect(
    await missingFrom(
      "`src/nowhere.ts` `npm run nothing` `npx vitest run src/config.ts` `NO_SETTING` docs/security.md, Nothing; `/docs`",
    ),
  ).toEqual(["src/nowhere.ts", "npm run nothing", "vitest src/config.ts", "NO_SETTING", "docs/security.md, Nothing"]);
  expect(await missingFrom(security)).toEqual([]);
  expect(await missingFrom(asvs)).toEqual([]);
});

async function missingFrom(text: string): Promise<string[]> {
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = ""]) => inside);
  const commands = code.filter((inside) => inside.startsWith("npx vitest run "));
  const paths = code.filter((inside) => /^((src|test|console|docs|scripts)\/|[\w-]+\.json$)/.test(inside));
  const missing: (string | undefined)[] = [
    ...(await Promise.all(paths.map(async (path) => ((await exists(path)) ? undefined : path)))),
    ...code.flatMap((inside) => {
      const name = /^npm run ([\w:-]+)/.exec(inside)?.[1];
      return name === undefined || scripts.includes(name) ? [] : [`npm run ${name}`];
    }),
    ...(await Promise.all(
      commands
        .flatMap((command) => command.split(" ").slice(3))
        .map(async (path) => ((await hasTests(path)) ? undefined : `vitest ${path}`)),
    )),
    ...code.filter((inside) => /^[A-Z]+(_[A-Z]+)+$/.test(inside) && !(inside in settings)),
    ...(await missingSections(text)),
  ];
  return missing.filter((one) => one !== undefined);
}

const exists = (path: string) =>
  stat(join(root, path)).then(
    () => true,
    () => false,
  );

/** Whether it is a file of tests, or a folder with one. */
async function hasTests(path: string): Promise<boolean> {
  if (!(await exists(path))) return false;
  if ((await stat(join(root, path))).isFile()) return path.endsWith(".test.ts");
  return (await readdir(join(root, path), { recursive: true })).some((file) => file.endsWith(".test.ts"));
}

/** Sections that are named by their document: `README.md, Roles`. */
async function missingSections(text: string): Promise<string[]> {
  const named = [...text.matchAll(/((?:docs\/)?[\w-]+\.md), ([A-Z][\w -]*\w)/g)];
  const found = await Promise.all(
    named.map(async ([, file = "", title = ""]) => [`${file}, ${title}`, await read(file), title] as const),
  );
  const isThere = (document: string, title: string) =>
    [...document.matchAll(/^#+ (.+)$/gm)].some(([, heading = ""]) => heading.startsWith(title));
  return found.filter(([, document, title]) => !isThere(document, title)).map(([name]) => name);
}

function section(document: string, title: string): string {
  return (document.split(`\n## ${title}\n`)[1] ?? "").split("\n## ")[0] as string;
}
