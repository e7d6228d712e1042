import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { consoleFolder } from "../src/http/core/pages/console-folder.ts";

const compressible = new Set([".js", ".css", ".svg"]);

/**
 * Builds the console unless it is built already, with the compressed forms of each file next to it. Several builds may
 * run at once. Returns its folder.
 */
export async function buildConsole(): Promise<string> {
  const folder = consoleFolder();
  if (existsSync(folder)) return folder;
  const { build } = await import("vite");
  await mkdir(dirname(folder), { recursive: true });
  const draft = `${folder}.${process.pid}`;
  await build({
    configFile: join(import.meta.dirname, "../console/vite.config.ts"),
    root: join(import.meta.dirname, "../console"),
    build: { outDir: draft, emptyOutDir: true },
    logLevel: "warn",
  });
  for (const file of await readdir(draft, { recursive: true })) {
    if (compressible.has(extname(file))) await compress(join(draft, file));
  }
  await rename(draft, folder).catch(async (cause: unknown) => {
    await rm(draft, { recursive: true });
    // Another build was faster, and has built the same.
    if (!existsSync(folder)) throw cause;
  });
  return folder;
}

async function compress(file: string): Promise<void> {
  const raw = await readFile(file);
  await writeFile(`${file}.gz`, await promisify(gzip)(raw, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(raw, { params }));
}

async function main(): Promise<void> {
  try {
    process.stdout.write(`The console is built in ${await buildConsole()}\n`);
  } catch (error) {
    // Without the development packages, the program serves only the API.
    if ((error as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    process.stdout.write("The console is not built, because the development packages are not installed.\n");
  }
}

if (import.meta.main) await main();
