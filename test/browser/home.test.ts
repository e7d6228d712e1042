import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenConsole, openConsole } from "../support/console.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const home = () => `/accounts/${shown.program.accountId}`;

test("what is typed before quick find has come is typed into it", async () => {
  const page = await shown.page("/none");
  let deliver: () => void = () => undefined;
  const delivered = new Promise<void>((resolve) => {
    deliver = resolve;
  });
  await page.route(/quick-find-dialog/, async (route) => {
    await delivered;
    await route.continue();
  });
  await page.goto(`${shown.program.url}${home()}/actions`);
  await page.getByRole("heading", { name: "Actions" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("Fivx");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  deliver();
  await page.keyboard.type("ber");
  const field = page.getByPlaceholder("Phone, external id");
  await field.waitFor();
  await expect.poll(() => field.inputValue()).toBe("Fiber");
  await page.getByRole("button", { name: "Fiber Upgrade" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/campaignIds=/);
  await page.context().close();
});
