/**
 * A Chromium that comes as an npm package, for tests of pages:
 *
 *     const browser = await launchBrowser();
 *     const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
 */
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

// Made for small containers: closing a page would close the browser, and rules that pages live by would not hold.
const unwanted = new Set([
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
]);

// No page draws in three dimensions.
chromium.setGraphicsMode = false;

export async function launchBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Without the last two it calls home on its own.
    args: [
      ...chromium.args.filter((arg) => !unwanted.has(arg)),
      "--disable-background-networking",
      "--disable-component-update",
    ],
    headless: true,
  });
}
