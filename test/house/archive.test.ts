import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { buildConsole } from "../../scripts/build-console.ts";
import { shrinkwrapOf } from "../../scripts/pack.ts";

const root = join(import.meta.dirname, "../..");
let files: string[];
beforeAll(async () => {
  await buildConsole();
  const pack = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await promisify(execFile)("npm", pack, { cwd: root, maxBuffer: 2 ** 24 });
  files = (JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
});

test("an archive has the program, its console, and its documents, and nothing that only developers need", () => {
  expect(files).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^dist\/console-\w+\/index\.html$/),
      expect.stringMatching(/^migrations\/.+\.sql$/),
      "docs/console.md",
      "src/server.ts",
    ]),
  );
  expect(files.filter((file) => /^(console|test|bench|data)\/|\.test\.ts$|^\./.test(file))).toEqual([]);
});

test("what the program imports is in the archive or among its dependencies", async () => {
  const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const missing = await Promise.all(
    files
      .filter((file) => file.endsWith(".ts"))
      .map(async (file) => {
        const text = await readFile(join(root, file), "utf8");
        const imported = [...text.matchAll(/^(?:import|export)\s(?!type\b)(?:[^;"]*?\sfrom\s)?"([^"]+)";/gm)];
        return imported
          .map(([, name = ""]) => (name.startsWith(".") ? join(file, "..", name) : packageOf(name)))
          .filter((name) => !files.includes(name) && !(name in dependencies) && !isBuiltin(name))
          .map((name) => `${file} imports ${name}`);
      }),
  );
  expect(missing.flat()).toEqual([]);
});

/** The package, or the module of Node, that an import names. */
function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

test("the lock file of an archive is the project's without what npm would compare with its own Node, or keep for developers", () => {
  const lock = {
    packages: {
      "": { devDependencies: { typescript: "7.0.2" } },
      "node_modules/cosmiconfig": {
        engines: { node: ">=24" },
        peerDependencies: { typescript: ">=4", other: "1" },
        peerDependenciesMeta: { typescript: { optional: true } },
      },
    },
  };
  expect(JSON.parse(shrinkwrapOf(JSON.stringify(lock)))).toEqual({
    packages: {
      "": { devDependencies: { typescript: "7.0.2" } },
      "node_modules/cosmiconfig": {
        peerDependencies: { other: "1" },
        peerDependenciesMeta: { typescript: { optional: true } },
      },
    },
  });
});
