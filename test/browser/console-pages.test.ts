import { afterAll, beforeAll, expect, test } from "vitest";
import { faults, type OpenConsole, openConsole } from "../support/console.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

test.each([
  { width: 1280, scheme: "light" as const },
  { width: 390, scheme: "dark" as const },
])("every page is accessible, $width pixels wide, $scheme", async (look) => {
  const home = `/accounts/${shown.program.accountId}`;
  const page = await shown.page(home, look);
  const visit = (path: string) => page.goto(`${shown.program.url}${path}`);

  await page.getByRole("img", { name: /Trade Fair.*dialable now/ }).waitFor();
  await page.shot("page-overview");
  expect.soft(await faults(page), "overview").toEqual([]);

  await visit(`${home}/leads?lastName=M*${look.width > 600 ? "&lead=17" : ""}`);
  await page.getByRole("row").nth(5).waitFor();
  await page.getByText(/leads match/).waitFor();
  if (look.width > 600)
    await page
      .getByText("Pass 1: No answer")
      .or(page.getByText("Loaded", { exact: true }))
      .last()
      .waitFor();
  await page.shot("page-leads");
  expect.soft(await faults(page), "leads").toEqual([]);

  await page.getByRole("button", { name: /^Act on all/ }).click();
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Move or copy" }).click();
  await page.getByRole("combobox", { name: /^Campaign/ }).click();
  await page.getByRole("option", { name: "Win Back" }).click();
  await page.getByRole("button", { name: /^Move [\d,]+ leads/ }).waitFor();
  await page.shot("page-act");
  expect.soft(await faults(page), "act").toEqual([]);

  await visit(`${home}/leads/17`);
  await page.getByText("Loaded", { exact: true }).waitFor();
  await page.shot("page-lead");
  expect.soft(await faults(page), "lead").toEqual([]);

  await visit(`${home}/actions`);
  await page.getByRole("row").nth(3).waitFor();
  await page.shot("page-actions");
  expect.soft(await faults(page), "actions").toEqual([]);

  await page.getByRole("row").nth(3).click();
  await page.getByRole("heading", { name: "Lead by lead" }).waitFor();
  await page.getByRole("row").nth(3).waitFor();
  await page.shot("page-action");
  expect.soft(await faults(page), "action").toEqual([]);

  await visit(`${home}/nothing`);
  await page.getByText("There is nothing at this address").waitFor();
  expect.soft(await faults(page), "nothing").toEqual([]);
  await page.context().close();
});
