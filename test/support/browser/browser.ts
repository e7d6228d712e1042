/**
 * Chromium from an npm package, for tests of pages:
 *
 *     const browser = await launchBrowser();
 *     const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
 */
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { unpackBrowser } from "./unpack-browser.ts";

// The package sets these flags for small containers, but they make closing a page close the browser and disable security policies.
const unwanted = new Set([
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
]);

// No page uses WebGL.
chromium.setGraphicsMode = false;

/** `cache` is where the browser is unpacked if it is not yet. */
export async function launchBrowser(cache?: string): Promise<Browser> {
  const { executable, environment } = await unpackBrowser(cache);
  return await playwright.launch({
    executablePath: executable,
    env: { ...process.env, ...environment },
    // Without the last two, Chromium makes requests of its own.
    args: [
      ...chromium.args.filter((arg) => !unwanted.has(arg)),
      "--disable-background-networking",
      "--disable-component-update",
    ],
    headless: true,
  });
}
