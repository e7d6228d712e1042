import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { type ConsolePage, faults, type OpenConsole, openConsole } from "../support/browser/console.ts";

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

test("saves, opens, updates, shares, and deletes a search, and finds it from any page", async () => {
  const page = await open("/leads?city=Denver&sort=-leadId");
  await page.getByText(/leads match/).waitFor();
  await page.getByRole("button", { name: "Saved searches" }).click();
  await page.getByText("No saved searches yet").waitFor();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  await page.getByLabel("Name").fill("Mile-high");
  await page.getByRole("switch", { name: /^Share with/ }).click();
  await page.shot("search-save");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Mile-high" }).waitFor();
  await page.getByRole("button", { name: "Remove City" }).click();
  await page.getByRole("button", { name: "Mile-high edited" }).click();
  await page.shot("search-changed");
  await page.getByRole("menuitem", { name: "Update “Mile-high”" }).click();
  await page.getByText("Updated “Mile-high”.").waitFor();
  await page.getByRole("button", { name: "Mile-high", exact: true }).waitFor();

  const viewer = await open("/actions", { as: "viewer", width: 390, scheme: "dark" });
  await viewer.getByRole("heading", { name: "Actions" }).waitFor();
  await viewer.keyboard.press("Control+k");
  await viewer.getByPlaceholder("Phone, external ID").fill("mile");
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
  await page.getByRole("button", { name: "Delete search" }).click();
  await page.getByRole("button", { name: "Saved searches" }).waitFor();
  expect((await ask("GET", "/saved-searches")).body.items).toEqual([]);
  expect(page.complaints).toEqual([]);
});

test("quick find runs commands, which apply to the current search", async () => {
  const page = await open("/actions");
  await page.getByRole("heading", { name: "Actions" }).waitFor();
  const dark = () => page.locator("html").getAttribute("data-mantine-color-scheme");
  expect(await dark()).toBe("light");
  const command = async (typed: string, name: string) => {
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Phone, external ID").fill(typed);
    await page.getByRole("button", { name }).waitFor();
    await page.keyboard.press("Enter");
  };
  await command("campaign new", "New campaign");
  await page.getByRole("dialog", { name: "New campaign" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "New campaign" }).waitFor({ state: "hidden" });
  await command("theme", "Switch to dark theme");
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

test("adds do-not-call numbers, finds one, sets its expiration, and deletes all by tag after typing their number", async () => {
  const page = await open("/do-not-call");
  const all = (await ask("GET", "/dnc-entries?total=true&limit=1")).body.total;
  await page.getByText(`${all} entries in total`).waitFor();
  await page.shot("dnc");
  await page.getByRole("button", { name: "Tags" }).click();
  await page.getByRole("button", { name: "New tag…" }).click();
  await page.getByLabel("Tag name").fill("Bought");
  await page.getByRole("button", { name: "Create tag" }).click();
  await page.getByRole("button", { name: "Rename Bought" }).waitFor();
  await page.shot("dnc-tags");
  await page.getByRole("button", { name: "Close", exact: true }).first().click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await page.getByRole("button", { name: "Add…" }).click();
  const numbers = Array.from({ length: 101 }, (_, i) => `415555${String(1000 + i)}`);
  await page.getByLabel("Phone numbers").fill(`${numbers.join("\n")}, 12`);
  await page.getByRole("combobox", { name: "Tag" }).last().click();
  await page.getByRole("option", { name: "Bought" }).click();
  await page.getByRole("textbox", { name: "Reason", exact: true }).fill("Bought in July");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("101 entries added or updated.").waitFor();
  expect(await page.getByLabel("Phone numbers").inputValue()).toBe("12");
  await page.shot("dnc-added");
  await page.getByRole("button", { name: "Close", exact: true }).last().click();

  await page.getByRole("textbox", { name: "Phone" }).fill("(415) 555-1007");
  await page.getByText("1 entry matches").waitFor();
  await page.getByRole("row", { name: /555-1007/ }).click();
  await page.getByLabel("Expires").fill("2026-07-25T09:00");
  await page.shot("dnc-entry");
  expect(await page.getByRole("link", { name: "View the leads it blocks" }).getAttribute("href")).toContain(
    "leadPhoneNum=%2B14155551007",
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Updated the entry for (415) 555-1007.").waitFor();
  const [ended] = (await ask("GET", "/dnc-entries?phone=4155551007")).body.items;
  expect(ended.expiresAt).toBe("2026-07-25T13:00:00.000Z");

  await page.getByRole("button", { name: "Tags" }).click();
  await page.getByRole("button", { name: "101 entries" }).click();
  await page.getByText("101 entries match").waitFor();
  expect(new URL(page.url()).search).toBe(`?dncTagId=${ended.dncTagId}`);
  await page.getByRole("button", { name: "Delete matching…" }).click();
  const remove = page.getByRole("button", { name: "Delete 101 entries" });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByLabel(/^This deletes many/).fill("101");
  await page.shot("dnc-delete");
  await remove.click();
  await page.getByText("101 entries deleted.").waitFor();
  await page.getByText("No matching entries").waitFor();
  expect((await ask("GET", "/dnc-entries?total=true&limit=1")).body.total).toBe(all);
  expect(page.complaints).toEqual([]);
});

test("a viewer reads the do-not-call list on a phone", async () => {
  const page = await open("/do-not-call?expiry=NEVER", { as: "viewer", width: 390, scheme: "dark" });
  await page.getByRole("row").nth(3).waitFor();
  await page.shot("dnc");
  expect(await faults(page)).toEqual([]);
  expect(await page.getByRole("button", { name: /^(Add|Delete)/ }).count()).toBe(0);
  await page.getByRole("row").nth(3).click();
  await page.getByRole("link", { name: "View the leads it blocks" }).waitFor();
  await page.shot("dnc-entry");
  expect(await page.getByRole("button", { name: /^(Save|Delete)/ }).count()).toBe(0);
});

test("an administrator creates a user, who signs in and changes the password, gets another role, and is removed", async () => {
  const admin = await open("/settings?tab=users", { as: "admin" });
  await admin.getByRole("cell", { name: "manager@example.com", exact: true }).waitFor();
  await admin.getByRole("button", { name: "New user…" }).click();
  await admin.getByLabel("Email").fill("ada@example.com");
  await admin.getByLabel("First name").fill("Ada");
  await admin.locator("input[type=password]").fill("the first password");
  await admin.getByRole("combobox", { name: "Role" }).click();
  await admin.getByRole("option", { name: /^Dialer/ }).click();
  await admin.shot("settings-new-user");
  await admin.getByRole("button", { name: "Create user" }).click();
  await admin.getByRole("row", { name: /Ada.*ada@example.com.*Dialer/ }).waitFor();
  await admin.shot("settings-users");

  const ada = await open("/settings?tab=password", { as: null });
  const signIn = async (typed: string) => {
    await ada.getByLabel("Email").fill("ada@example.com");
    await ada.locator("input[name=password]").fill(typed);
    await ada.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn("the first password");
  const fields = ada.getByRole("form", { name: "Your password" }).locator("input[type=password]");
  await fields.nth(0).fill("not it");
  await fields.nth(1).fill("the second password");
  await fields.nth(2).fill("the second password");
  await ada.getByRole("button", { name: "Change password" }).click();
  await ada.getByText("The current password is wrong.").waitFor();
  await fields.nth(0).fill("the first password");
  await ada.getByRole("button", { name: "Change password" }).click();
  await ada.getByText("Your password was changed").waitFor();
  await ada.shot("settings-password");
  expect(await ada.getByRole("tab").allTextContents()).toEqual([
    "Account",
    "Sessions",
    "API tokens",
    "JWT credentials",
    "Your password",
  ]);
  const session = { email: "ada@example.com", password: "the second password" };
  expect((await shown.program.client().request("POST", "/v1/session", session)).status).toBe(200);

  await admin.getByRole("button", { name: "Edit ada@example.com" }).click();
  await admin.getByRole("combobox", { name: "Role" }).click();
  await admin.getByRole("option", { name: /^Manager/ }).click();
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await admin.getByRole("row", { name: /ada@example.com.*Manager/ }).waitFor();
  await ada.reload();
  await ada.getByRole("tab", { name: "Audit" }).waitFor();

  await admin.getByRole("button", { name: "Remove admin@example.com" }).click();
  await admin.getByRole("button", { name: "Remove user" }).click();
  await admin.getByText(/would be left without an administrator/).waitFor();
  await admin.getByRole("button", { name: "Close" }).last().click();
  await admin.getByRole("button", { name: "Remove ada@example.com" }).click();
  await admin.getByRole("button", { name: "Remove user" }).click();
  await admin.getByRole("row", { name: /ada@example.com/ }).waitFor({ state: "hidden" });
  expect((await shown.program.client().request("POST", "/v1/session", session)).status).toBe(401);
  expect(admin.complaints).toEqual([]);
});

test("tokens and credentials are shown once, work, and can be deleted or revoked", async () => {
  const page = await open("/settings?tab=tokens", { as: "admin" });
  await page.getByRole("button", { name: "New token…" }).click();
  await page.getByLabel("Label").fill("CRM");
  await page.getByRole("combobox", { name: "Maximum role" }).click();
  await page.getByRole("option", { name: /^Viewer/ }).click();
  await page.getByRole("button", { name: "Create API token" }).click();
  const shownOnce = page.getByRole("textbox", { name: "API token" });
  await shownOnce.waitFor();
  await page.shot("settings-token");
  const token = await shownOnce.inputValue();
  const reads = async (what: string) =>
    (await shown.program.client(token).request("GET", `/v1/accounts/${shown.program.accountId}/${what}`)).status;
  expect([await reads("campaigns"), await reads("users")]).toEqual([200, 403]);
  await page.getByRole("button", { name: "Done" }).click();
  const own = page.getByRole("region", { name: "Your API tokens" });
  await own.getByRole("row", { name: /CRM.*Viewer/ }).waitFor();
  await page.getByRole("region", { name: "API tokens of the account" }).getByText("admin@example.com").waitFor();
  await page.shot("settings-tokens");
  expect(await faults(page)).toEqual([]);
  await own.getByRole("button", { name: "Delete CRM" }).click();
  await page.getByRole("button", { name: "Delete token" }).click();
  await page.getByText("No tokens yet").waitFor();
  expect(await reads("campaigns")).toBe(401);

  await page.getByRole("tab", { name: "JWT credentials" }).click();
  await page.getByRole("button", { name: "New credential…" }).click();
  await page.getByLabel("Label").fill("Sync");
  await page.getByLabel("Expires").fill("2099-01-01T00:00");
  await page.getByRole("button", { name: "Create JWT credential" }).click();
  expect(await page.getByRole("textbox", { name: "JWT credential" }).inputValue()).toMatch(/^eyJ.*\..*\..*/);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("region", { name: "JWT credentials of the account" }).getByText("admin@example.com").waitFor();
  await page.getByRole("region", { name: "Your JWT credentials" }).getByRole("button", { name: "Revoke Sync" }).click();
  await page.getByRole("button", { name: "Revoke credential" }).click();
  await page.getByText("No credentials yet").waitFor();
  expect(page.complaints).toEqual([]);
});

test("edits the account, and the audit log shows who changed what, before and after", async () => {
  const page = await open("/settings", { as: "admin" });
  await page.getByLabel("Name").fill("Brightline West");
  await page.getByLabel("Daily calls per number").fill("7");
  await page.getByRole("combobox", { name: "Country" }).click();
  await page.getByRole("option", { name: "Canada" }).click();
  await page.shot("settings-account");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Account saved.").waitFor();
  await expect.poll(() => page.getByRole("combobox", { name: "Account" }).inputValue()).toBe("Brightline West");
  expect(await faults(page)).toEqual([]);

  const manager = await open("/settings?tab=audit");
  await manager.getByRole("row").nth(5).waitFor();
  await manager.getByRole("combobox", { name: "Type" }).click();
  await manager.getByRole("option", { name: "Account", exact: true }).click();
  await manager.getByRole("textbox", { name: "User" }).fill("admin@");
  await manager.waitForURL(/userName=admin/);
  await manager.getByRole("row", { name: /admin@example.com.*Updated.*account name/ }).waitFor();
  await manager.shot("settings-audit");
  expect(await faults(manager)).toEqual([]);
  await manager.getByRole("row", { name: /Updated.*account name/ }).click();
  await manager.getByRole("row", { name: "Account name Brightline (demo) Brightline West" }).waitFor();
  await manager.getByRole("row", { name: "Attempts per phone per day none 7" }).waitFor();
  await manager.shot("settings-audit-entry");
  const back = { accountName: "Brightline (demo)", countryId: "USA", attemptsPerPhonePerDay: null };
  expect((await ask("PATCH", "", back)).status).toBe(200);
  expect(manager.complaints).toEqual([]);
});

test("a viewer reads the account’s settings on a phone without any way to change them", async () => {
  const page = await open("/settings", { as: "viewer", width: 390, scheme: "dark" });
  await page.getByText("Time zone: America/New_York").waitFor();
  await page.shot("settings");
  expect(await faults(page)).toEqual([]);
  expect(await page.getByRole("button", { name: /^(Save|New)/ }).count()).toBe(0);
  await page.goto(page.url().replace(/\/settings.*/, "/settings?tab=users"));
  await page.getByText("Time zone: America/New_York").waitFor();
  await page.getByRole("tab", { name: "API tokens" }).click();
  await page.getByText("No tokens yet").waitFor();
  expect(await page.getByRole("region").filter({ hasText: "API tokens of all users" }).count()).toBe(0);
  await page.shot("settings-tokens");
});

test("a running action survives reloads: the tray and its page resume, and announce its end", async () => {
  const { program } = shown;
  // Locks the last lead, so that the action keeps running until the lock is released.
  const held = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const holding = program.db.transaction(async (tx) => {
    await tx.query(sql`
      select from lead where account_id = ${program.accountId} and not suppressed order by lead_id desc limit 1 for update
    `);
    held.resolve();
    await free.promise;
  });
  await held.promise;
  try {
    const page = await open("/leads?suppressed=ONLY_UNSUPPRESSED&act=SUPPRESS_LEADS");
    const button = page.getByRole("button", { name: /^Suppress [\d,]+ leads$/ });
    await button.waitFor();
    const [number = ""] = /[\d,]+/.exec((await button.textContent()) ?? "") ?? [];
    await page.getByLabel(/^This is a large number of leads/).fill(number);
    await button.click();
    await page.getByText("Running. Follow").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "1 running" }).click();
    await page.getByText(/^[\d,]+ of [\d,]+$/).waitFor();
    await page.shot("running-tray");
    await page.getByRole("link", { name: "Suppress", exact: true }).click();
    await page.getByRole("heading", { name: /^Suppress, action/ }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Progress" }).waitFor();
    await page.getByText(/^Suppress is running: [\d,]+ of /).waitFor();
    await page.shot("running-action");
    free.resolve();
    await page.getByText(`${number} leads suppressed.`).waitFor();
    await page.getByRole("heading", { name: "Result" }).waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
    await page.getByRole("button", { name: "Nothing is running" }).waitFor();
    expect(page.complaints).toEqual([]);
  } finally {
    free.resolve();
    await holding;
  }
});
