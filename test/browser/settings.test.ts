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
  const dark = () => page.locator("html").getAttribute("data-mantine-color-scheme");
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

test("numbers are put on the do-not-call list, found, ended, and taken off by their tag with their number typed", async () => {
  const page = await open("/do-not-call");
  const all = (await ask("GET", "/dnc-entries?total=true&limit=1")).body.total;
  await page.getByText(`${all} entries in all`).waitFor();
  await page.shot("dnc");
  await page.getByRole("button", { name: "Tags" }).click();
  await page.getByRole("button", { name: "New tag…" }).click();
  await page.getByLabel("Name of the tag").fill("Bought");
  await page.getByRole("button", { name: "Make the tag" }).click();
  await page.getByRole("button", { name: "Rename Bought" }).waitFor();
  await page.shot("dnc-tags");
  await page.getByRole("button", { name: "Close", exact: true }).first().click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await page.getByRole("button", { name: "Add…" }).click();
  const numbers = Array.from({ length: 101 }, (_, i) => `415555${String(1000 + i)}`);
  await page.getByLabel("Phone numbers").fill(`${numbers.join("\n")}, 12`);
  await page.getByRole("combobox", { name: "Tag" }).last().click();
  await page.getByRole("option", { name: "Bought" }).click();
  await page.getByLabel("Reason", { exact: true }).fill("Bought in July");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("101 entries stand on the list").waitFor();
  expect(await page.getByLabel("Phone numbers").inputValue()).toBe("12");
  await page.shot("dnc-added");
  await page.getByRole("button", { name: "Close", exact: true }).last().click();

  await page.getByRole("textbox", { name: "Phone" }).fill("(415) 555-1007");
  await page.getByText("1 entry match").waitFor();
  await page.getByRole("row", { name: /555-1007/ }).click();
  await page.getByLabel("Ends").fill("2026-07-25T09:00");
  await page.shot("dnc-entry");
  expect(await page.getByRole("link", { name: "See the leads it stops" }).getAttribute("href")).toContain(
    "leadPhoneNum=%2B14155551007",
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The entry of (415) 555-1007 is changed.").waitFor();
  const [ended] = (await ask("GET", "/dnc-entries?phone=4155551007")).body.items;
  expect(ended.expiresAt).toBe("2026-07-25T13:00:00.000Z");

  await page.getByRole("button", { name: "Tags" }).click();
  await page.getByRole("button", { name: "101 entries" }).click();
  await page.getByText("101 entries match").waitFor();
  expect(new URL(page.url()).search).toBe(`?dncTagId=${ended.dncTagId}`);
  await page.getByRole("button", { name: "Delete all that match…" }).click();
  const remove = page.getByRole("button", { name: "Delete 101 entries" });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByLabel(/^These are many/).fill("101");
  await page.shot("dnc-delete");
  await remove.click();
  await page.getByText("101 entries deleted.").waitFor();
  await page.getByText("No entry matches.").waitFor();
  expect((await ask("GET", "/dnc-entries?total=true&limit=1")).body.total).toBe(all);
  expect(page.complaints).toEqual([]);
});

test("a viewer reads the do-not-call list, on a phone too", async () => {
  const page = await open("/do-not-call?expiry=NEVER", { as: "viewer", width: 390, scheme: "dark" });
  await page.getByRole("row").nth(3).waitFor();
  await page.shot("dnc");
  expect(await faults(page)).toEqual([]);
  expect(await page.getByRole("button", { name: /^(Add|Delete)/ }).count()).toBe(0);
  await page.getByRole("row").nth(3).click();
  await page.getByRole("link", { name: "See the leads it stops" }).waitFor();
  await page.shot("dnc-entry");
  expect(await page.getByRole("button", { name: /^(Save|Delete)/ }).count()).toBe(0);
});
