import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser/browser.ts";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
let browser: Browser;
beforeAll(async () => {
  [program, browser] = await Promise.all([startProgram(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

/** Opens the API reference and records the URLs it requests. */
async function openReference(width: number): Promise<{ page: Page; requested: string[]; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(`${program.url}/docs`);
  return { page, requested, complaints };
}

test.each([1280, 390])("the API reference opens without the internet, %i pixels wide", async (width) => {
  const { page, requested, complaints } = await openReference(width);
  await page.getByRole("heading", { name: "Leadyard API v1" }).waitFor();
  // A path proves that the document was loaded and rendered.
  await page.getByText("/v1/accounts/{accountId}").first().waitFor();
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/docs-${width}.png` });
  const elsewhere = requested.filter((url) => !url.startsWith(program.url) && !/^(data|blob):/.test(url));
  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test("the RingCX-compatible document can be selected", async () => {
  const { page } = await openReference(1280);
  await page.getByRole("heading", { name: "Leadyard API v1" }).waitFor();
  await page.getByText("Leadyard API v1").first().click();
  await page.getByText("RingCX-compatible API").first().click();
  await page.getByRole("heading", { name: "RingCX-compatible API" }).waitFor();
  await page.close();
});

test("the reference runs without eval, and cannot reach the session of the console or the API", async () => {
  const { page } = await openReference(1280);
  await page.getByRole("heading", { name: "Leadyard API v1" }).waitFor();
  const policy = (await page.request.get(`${program.url}/docs/`)).headers()["content-security-policy"] ?? "";
  expect(policy).toContain("sandbox allow-scripts allow-popups");
  expect(policy).not.toMatch(/unsafe-eval|allow-same-origin|script-src[^;]*unsafe-inline/);
  const reached = await page.evaluate(`(async () => ({
    origin: self.origin,
    cookie: await Promise.resolve().then(() => document.cookie).catch((error) => error.name),
    health: await fetch("/v1/health").then(() => "answered", (error) => error.name),
    refresh: await fetch("/v1/session/refresh", { method: "POST", credentials: "include" })
      .then(() => "answered", (error) => error.name),
  }))()`);
  expect(reached).toEqual({ origin: "null", cookie: "SecurityError", health: "TypeError", refresh: "TypeError" });
  await page.close();
});
