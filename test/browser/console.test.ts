import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsolePage, faults, type OpenConsole, openConsole, password } from "../support/browser/console.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const opened: ConsolePage[] = [];
async function open(...args: Parameters<OpenConsole["page"]>): Promise<ConsolePage> {
  const page = await shown.page(...args);
  opened.push(page);
  return page;
}
const home = () => `/accounts/${shown.program.accountId}`;

/** How many leads match, as the API counts them. */
async function matching(criteria: object): Promise<number> {
  const path = `/v1${home()}/leads/search`;
  const { body } = await shown.program.request("POST", path, { criteria, total: "exact", limit: 1 });
  return body.total.count;
}
const figures = (n: number) => n.toLocaleString("en-US");

async function signIn(page: ConsolePage, typed: string): Promise<void> {
  await page.getByLabel("Email").fill("manager@example.com");
  await page.locator("input[name=password]").fill(typed);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test.each([
  { width: 1280, scheme: "light" as const },
  { width: 390, scheme: "dark" as const },
])("every page is accessible, $width pixels wide, $scheme", async (look) => {
  const account = home();
  const page = await open(account, look);
  const visit = (path: string) => page.goto(`${shown.program.url}${path}`);

  await page.getByRole("img", { name: /Trade Fair.*dialable now/ }).waitFor();
  await page.shot("page-overview");
  expect.soft(await faults(page), "overview").toEqual([]);

  await visit(`${account}/leads?lastName=M*${look.width > 600 ? "&lead=17" : ""}`);
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

  await visit(`${account}/leads/17`);
  await page.getByText("Loaded", { exact: true }).waitFor();
  await page.shot("page-lead");
  expect.soft(await faults(page), "lead").toEqual([]);

  await visit(`${account}/actions`);
  await page.getByRole("row").nth(3).waitFor();
  await page.shot("page-actions");
  expect.soft(await faults(page), "actions").toEqual([]);

  await page.getByRole("row").nth(3).click();
  await page.getByRole("heading", { name: "Changes by lead" }).waitFor();
  await page.getByRole("row").nth(3).waitFor();
  await page.shot("page-action");
  expect.soft(await faults(page), "action").toEqual([]);

  await visit(`${account}/nothing`);
  await page.getByText("Page not found").waitFor();
  expect.soft(await faults(page), "nothing").toEqual([]);
  await page.context().close();
});

test("a user signs in and sees what can be dialed", async () => {
  const page = await open("/", { as: null });
  await signIn(page, "not it");
  await page.getByRole("alert").waitFor();
  await signIn(page, password);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByRole("link", { name: "Home Solar Quotes" }).waitFor();
  await page.getByRole("img", { name: /Trade Fair.*dialable now/ }).waitFor();
  expect(page.url()).toBe(`${shown.program.url}${home()}`);
  await page.shot("overview");
  expect(page.complaints).toEqual([]);
});

test("scripts cannot read the refresh token; reloads and other tabs stay signed in, and signing out ends all", async () => {
  const page = await open("/", { as: null });
  await signIn(page, password);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  const readable = await page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie");
  const [cookie] = await page.context().cookies(`${shown.program.url}/v1/session`);
  expect(cookie).toMatchObject({ name: "leadyard_refresh", httpOnly: true, sameSite: "Strict", path: "/v1/session" });
  expect(readable).not.toContain(cookie?.value);
  expect(readable).not.toMatch(/eyJ/);
  // Opened together, as a browser does that restores its tabs.
  const others = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
  await Promise.all([page.reload(), ...others.map((other) => other.goto(shown.program.url))]);
  for (const tab of [page, ...others]) await tab.getByRole("heading", { name: "Overview" }).waitFor();
  await page
    .getByRole("button", { name: /manager|Morgan/i })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of [page, ...others]) await tab.getByRole("button", { name: "Sign in" }).waitFor();
  expect(await page.context().cookies(`${shown.program.url}/v1/session`)).toEqual([]);
});

test("after a session ends, signing in again returns to the same place", async () => {
  const path = `${home()}/leads?lastName=M*`;
  const page = await open(path);
  await page.getByRole("row").nth(3).waitFor();
  await page.context().clearCookies();
  await page.route("**/v1/accounts/**", (route) =>
    route.fulfill({ status: 401, json: { code: "TOKEN_EXPIRED", detail: "Expired." } }),
  );
  await page.getByRole("row").nth(3).click();
  await page.getByText("Your session has ended").waitFor();
  await page.unroute("**/v1/accounts/**");
  await signIn(page, password);
  await page.getByRole("complementary", { name: "Lead details" }).getByText("Contact").waitFor();
  expect(page.url()).toContain("lastName=M*");
});

test("searches leads by criteria in the URL, counts them exactly, and breaks them down by state", async () => {
  const page = await open(`${home()}/leads`);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitem", { name: "Campaign" }).click();
  await page.getByRole("option", { name: "Fiber Upgrade" }).click();
  await page.keyboard.press("Escape");
  const [campaign] = (await shown.program.request("GET", `/v1${home()}/campaigns`)).body.items.filter(
    ({ campaignName }: { campaignName: string }) => campaignName === "Fiber Upgrade",
  );
  const all = await matching({ campaignIds: [campaign.campaignId] });
  await page.getByText(`${figures(all)} leads match`).waitFor();
  expect(page.url()).toContain(`campaignIds=${campaign.campaignId}`);
  await page.getByRole("button", { name: /^Ready / }).click();
  const ready = await matching({
    campaignIds: [campaign.campaignId],
    leadStates: ["READY"],
    suppressed: "ONLY_UNSUPPRESSED",
  });
  await page.getByText(`${figures(ready)} leads match`).waitFor();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "External ID" }).check();
  await page.getByRole("columnheader", { name: "External ID" }).waitFor();
  await page.reload();
  await page.getByText(`${figures(ready)} leads match`).waitFor();
  await page.getByRole("columnheader", { name: "External ID" }).waitFor();
  await page.shot("leads-found");
  expect(page.complaints).toEqual([]);
});

test("a criterion is said in words, and one that can’t be read is refused instead of widening the search", async () => {
  const at = (search: string) => `${shown.program.url}${home()}/leads?${search}`;
  const page = await open(`${home()}/leads`);
  await page.goto(at("suppressedUntilCriteria=lt.2026-12-01T00:00:00.000Z&leadPassesCriteria=gt.1"));
  const criteria = page.getByRole("group", { name: "Search criteria" });
  await criteria.getByText(/Suppressed until.*before .*2026/).waitFor();
  await criteria.getByText("Passesmore than 1").waitFor();
  await criteria.getByRole("button", { name: /^Suppressed until/ }).click();
  await page.getByLabel("Date and time").waitFor();
  await page.shot("criterion");

  await page.goto(at("campaignIds=lots"));
  await page
    .getByText(/campaignIds.*lots/)
    .first()
    .waitFor();
  await page.shot("criterion-refused");
  await page.goto(at("agentId=nobody&loadedDtsStart=soon&nextDialTimeCriteria=lt.someday"));
  for (const words of ["agent nobody", "Loaded fromsoon", "before someday"]) await criteria.getByText(words).waitFor();
  await criteria.getByRole("button", { name: /^Loaded from/ }).click();
  await page.getByRole("button", { name: "Apply" }).waitFor();
  await page.goto(at("leadPassesCriteria=many"));
  await page
    .getByText(/leadPassesCriteria.*many/)
    .first()
    .waitFor();
});

test("a long table loads more rows while scrolling and draws only the visible ones", async () => {
  const page = await open(`${home()}/leads`);
  const grid = page.getByRole("grid", { name: "Leads" });
  const rows = grid.locator("[aria-rowindex]");
  await rows.nth(5).waitFor();
  const reached = () =>
    rows.evaluateAll((drawn) => Math.max(...drawn.map((row) => Number(row.getAttribute("aria-rowindex")))));
  while ((await reached()) < 1500) {
    const before = await reached();
    await grid.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await expect.poll(reached, { timeout: 30_000 }).toBeGreaterThan(before);
  }
  expect(await rows.count()).toBeLessThan(80);
  const empty = await rows.evaluateAll((drawn) => drawn.filter((row) => row.textContent?.trim() === "").length);
  expect(empty).toBe(0);
});

test("pauses all matching leads as previewed, and restores them with Undo", async () => {
  const page = await open(`${home()}/leads?lastName=Ki*&suppressed=ONLY_UNSUPPRESSED`);
  const criteria = { lastName: "Ki*", suppressed: "ONLY_UNSUPPRESSED" };
  const paused = { ...criteria, leadStates: ["PAUSED"] };
  const before = await matching(paused);
  // Not check(): rows loaded in the meantime are not selected, so the box may end up indeterminate.
  await page.getByRole("checkbox", { name: /^Select all / }).click();
  await page.getByRole("button", { name: /^Select all / }).click();
  await page.shot("leads-chosen");
  await page
    .getByRole("region", { name: "Selection" })
    .getByRole("button", { name: /^Act on / })
    .click();
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Pause", exact: true }).click();
  const { body: preview } = await shown.program.request("POST", `/v1${home()}/lead-actions`, {
    action: "PAUSE_LEADS",
    criteria,
    dryRun: true,
  });
  const button = page.getByRole("button", { name: `Pause ${figures(preview.wouldChange)} leads` });
  await button.waitFor();
  await page.shot("act-pause");
  await button.click();
  await page.getByText(`${figures(preview.wouldChange)} leads paused`).waitFor();
  expect(await matching(paused)).toBe(before + preview.wouldChange);
  await page.shot("act-done");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("button", { name: `Restore ${figures(preview.wouldChange)} leads` }).click();
  await page.getByText(`${figures(preview.wouldChange)} leads restored`).waitFor();
  expect(await matching(paused)).toBe(before);
  expect(page.complaints).toEqual([]);
});

test("a deletion requires typing the number of leads", async () => {
  const page = await open(`${home()}/leads?city=Denver`);
  const all = await matching({ city: "Denver" });
  await page.getByRole("button", { name: /^Act on all/ }).click();
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Delete" }).click();
  const button = page.getByRole("button", { name: `Delete ${figures(all)} leads` });
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  await page.getByLabel(/^Deleted leads are gone for good/).fill(String(all + 1));
  expect(await button.isDisabled()).toBe(true);
  await page.getByLabel(/^Deleted leads are gone for good/).fill(String(all));
  expect(await button.isDisabled()).toBe(false);
  await page.shot("act-delete");
});

test("a large action runs in the background, survives a reload, and is announced when it ends", async () => {
  const page = await open(`${home()}/leads`);
  await page.getByRole("button", { name: /^Act on all/ }).click();
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Suppress", exact: true }).click();
  const button = page.getByRole("button", { name: /^Suppress [\d,]+ leads/ });
  await button.waitFor();
  const [number = ""] = /[\d,]+/.exec((await button.textContent()) ?? "") ?? [];
  await page.getByLabel(/^This is a large number of leads/).fill(number);
  await button.click();
  await page.getByText("Running. Follow").waitFor();
  await page.shot("act-running");
  const { body } = await shown.program.request("GET", `/v1${home()}/lead-actions?action=SUPPRESS_LEADS&limit=1`);
  await page.goto(`${shown.program.url}${home()}/actions/${body.items[0].id}`);
  await page.getByText(`${number} leads suppressed.`).waitFor();
  await page
    .getByRole("row", { name: /Suppressed: no → yes/ })
    .first()
    .waitFor();
  await page.shot("action");
  await page.getByRole("button", { name: "Undo…" }).click();
  await page.getByLabel(/^This affects many leads/).fill(number);
  await page.getByRole("button", { name: `Restore ${number} leads` }).click();
  await page.getByText(`${number} leads restored`).waitFor();
  await page.goto(`${shown.program.url}${home()}/actions`);
  await page
    .getByRole("row", { name: /Undo of/ })
    .first()
    .waitFor();
  await page.shot("actions");
  expect(page.complaints).toEqual([]);
});

test("a lead shows whether it can be dialed and why, its history, and can be edited", async () => {
  const { body } = await shown.program.request("POST", `/v1${home()}/leads/search`, {
    criteria: { leadStates: ["READY"], suppressed: "ONLY_SUPPRESSED" },
    limit: 1,
  });
  const [{ leadId }] = body.items;
  const page = await open(`${home()}/leads/${leadId}`);
  await page.getByText("Not dialable: it is suppressed.").waitFor();
  await page.getByRole("link", { name: "Suppress", exact: true }).waitFor();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("First name").fill("Ottilie");
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await page.getByText(/^First name: .* → Ottilie$/).waitFor();
  await page.getByRole("heading", { level: 1, name: /^Ottilie/ }).waitFor();
  await page.shot("lead");
  expect(page.complaints).toEqual([]);
});

test("a lead opens next to the table, also by keyboard", async () => {
  const page = await open(`${home()}/leads`);
  await page.getByRole("row").nth(3).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const beside = page.getByRole("complementary", { name: "Lead details" });
  await beside.getByText("Contact").waitFor();
  expect(new URL(page.url()).searchParams.get("lead")).not.toBeNull();
  await page.keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await page.shot("lead-beside");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  expect(page.complaints).toEqual([]);
});

test("quick find opens a lead by its phone from any page", async () => {
  const { body } = await shown.program.request("POST", `/v1${home()}/leads/search`, { limit: 1 });
  const [{ leadPhone, leadId }] = body.items;
  const page = await open(`${home()}/actions`);
  await page.getByRole("heading", { name: "Actions" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Phone, external ID").fill(leadPhone.slice(2));
  const hit = page.getByRole("button", { name: /\(\d{3}\) \d{3}-\d{4}/ }).first();
  await hit.waitFor();
  await page.shot("quick-find");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/leads/${leadId}`);
});

test("a viewer sees everything and is offered no actions", async () => {
  const page = await open(`${home()}/leads`, { as: "viewer" });
  await page.getByRole("row").nth(3).click();
  await page.getByRole("complementary", { name: "Lead details" }).getByText("Contact").waitFor();
  expect(await page.getByRole("button", { name: /^(Act|Edit|Undo)/ }).count()).toBe(0);
  expect(await page.getByRole("checkbox").count()).toBe(0);
});

test("a lost connection shows a notice, and the page recovers by itself", async () => {
  const page = await open(`${home()}/leads`);
  await page.getByRole("row").nth(3).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("row").nth(3).click();
  await page.getByText("Connection lost").waitFor();
  await page.getByRole("row").nth(4).waitFor();
  await page.shot("offline");
  await page.context().setOffline(false);
  await page.getByText("Connection lost").waitFor({ state: "hidden" });
  await page.getByRole("complementary", { name: "Lead details" }).getByText("Contact").waitFor();
});
