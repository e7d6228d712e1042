import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ConsolePage, faults, type OpenConsole, openConsole } from "../support/console.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const opened: ConsolePage[] = [];
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
async function open(path: string, look?: Parameters<OpenConsole["page"]>[1]): Promise<ConsolePage> {
  const page = await shown.page(`/accounts/${shown.program.accountId}${path}`, look);
  opened.push(page);
  return page;
}
const ask = (method: string, path: string, body?: object) =>
  shown.program.request(method, `/v1/accounts/${shown.program.accountId}${path}`, body);

test("a search is saved, picked, updated, shared and deleted, and found from anywhere", async () => {
  const page = await open("/leads?city=Denver&sort=-leadId");
  await page.getByText(/leads match/).waitFor();
  await page.getByRole("button", { name: "Searches" }).click();
  await page.getByText("No search is saved yet.").waitFor();
  await page.getByRole("menuitem", { name: "Save what you see" }).click();
  await page.getByLabel("Name").fill("Mile-high");
  await page.getByRole("switch", { name: /^Shared/ }).click();
  await page.shot("search-save");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Mile-high" }).waitFor();
  await page.getByRole("button", { name: "Remove City" }).click();
  await page.getByRole("button", { name: "Mile-high changed" }).click();
  await page.shot("search-changed");
  await page.getByRole("menuitem", { name: "Update “Mile-high”" }).click();
  await page.getByText("“Mile-high” is now what you see.").waitFor();
  await page.getByRole("button", { name: "Mile-high", exact: true }).waitFor();

  const viewer = await open("/actions", { as: "viewer", width: 390, scheme: "dark" });
  await viewer.getByRole("heading", { name: "Actions" }).waitFor();
  await viewer.keyboard.press("Control+k");
  await viewer.getByPlaceholder("Phone, external id").fill("mile");
  await viewer.getByRole("button", { name: "Mile-high" }).waitFor();
  await viewer.keyboard.press("Enter");
  await viewer.waitForURL(/sort=-leadId/);
  await viewer.getByRole("button", { name: "Mile-high" }).click();
  await viewer.getByText("manager@example.com").waitFor();
  await viewer.shot("search-shared");
  expect(await viewer.getByRole("menuitem", { name: /^(Update|Rename|Delete)/ }).count()).toBe(0);
  await viewer.keyboard.press("Escape");
  await viewer.getByRole("menu").waitFor({ state: "hidden" });
  expect(await faults(viewer)).toEqual([]);

  await page.getByRole("button", { name: "Mile-high", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete “Mile-high”…" }).click();
  await page.getByRole("button", { name: "Delete the search" }).click();
  await page.getByRole("button", { name: "Searches" }).waitFor();
  expect((await ask("GET", "/saved-searches")).body.items).toEqual([]);
  expect(page.complaints).toEqual([]);
});

test("what can be done is found by its words, and acts on what is seen", async () => {
  const page = await open("/actions");
  await page.getByRole("heading", { name: "Actions" }).waitFor();
  const dark = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  expect(await dark()).toBe("light");
  const command = async (typed: string, name: string) => {
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Phone, external id").fill(typed);
    await page.getByRole("button", { name }).waitFor();
    await page.keyboard.press("Enter");
  };
  await command("theme", "Switch theme to dark");
  await expect.poll(dark).toBe("dark");
  await command("pause", "Pause leads…");
  await page.getByText("Pause leads: narrow the search").waitFor();
  await page.shot("command-wanted");
  await page.goto(`${page.url().replace(/\?.*/, "")}?city=Denver`);
  await page.getByText(/leads match/).waitFor();
  await command("pause", "Pause leads…");
  await page.getByRole("dialog", { name: /^Act on all/ }).waitFor();
  await page.getByRole("button", { name: /^Pause [\d,]+ leads/ }).waitFor();
  await page.waitForURL((url) => !url.searchParams.has("act"));
  expect(page.complaints).toEqual([]);
});
