/**
 * A Chromium that comes as an npm package, for tests of pages:
 *
 *     const browser = await launchBrowser();
 *     const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
 */
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { unpackBrowser } from "./unpack-browser.ts";

// Made for small containers: closing a page would close the browser, and rules that pages live by would not hold.
const unwanted = new Set([
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
]);

// No page draws in three dimensions.
chromium.setGraphicsMode = false;

/** `cache` is where the browser is unpacked if it is not yet. */
export async function launchBrowser(cache?: string): Promise<Browser> {
  const { executable, environment } = await unpackBrowser(cache);
  return await playwright.launch({
    executablePath: executable,
    env: { ...process.env, ...environment },
    // Without the last two it calls home on its own.
    args: [
      ...chromium.args.filter((arg) => !unwanted.has(arg)),
      "--disable-background-networking",
      "--disable-component-update",
    ],
    headless: true,
  });
}
