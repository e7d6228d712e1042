import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsolePage, faults, type OpenConsole, openConsole } from "../support/browser/console.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const home = () => `/accounts/${shown.program.accountId}`;
const api = async (method: string, path: string, body?: unknown) =>
  (await shown.program.request(method, `/v1${home()}${path}`, body)).body;

async function campaignNamed(name: string) {
  const { items } = await api("GET", "/campaigns");
  return items.find(({ campaignName }: { campaignName: string }) => campaignName === name);
}

const looks = [
  { width: 1280, scheme: "light" as const },
  { width: 390, scheme: "dark" as const },
];

test.each(looks)("campaigns and their hours are accessible, $width pixels wide, $scheme", async (look) => {
  const page = await shown.page(`${home()}/campaigns`, look);
  const { campaignId } = await campaignNamed("Fiber Upgrade");
  await page.getByRole("img", { name: /Fiber Upgrade.*now/ }).waitFor();
  await page.shot("campaigns");
  expect.soft(await faults(page), "campaigns").toEqual([]);

  await page.goto(`${shown.program.url}${home()}/campaigns/${campaignId}`);
  await page.getByText("dialable now of").waitFor();
  await page.getByLabel("Maximum passes").fill("7");
  await page.getByText("1 unsaved change").waitFor();
  await page.shot("campaign");
  expect.soft(await faults(page), "campaign").toEqual([]);

  await page.getByRole("tab", { name: "Calling hours" }).click();
  await page.getByRole("gridcell", { name: "Tuesday 09:00, open" }).waitFor();
  await page.shot("campaign-hours");
  expect.soft(await faults(page), "hours").toEqual([]);
  await page.context().close();
});

test.each(looks)("dispositions, dial groups, and agents are accessible, $width pixels wide, $scheme", async (look) => {
  const { campaignId } = await campaignNamed("Fiber Upgrade");
  const page = await shown.page(`${home()}/campaigns/${campaignId}?tab=dispositions`, look);
  await page.getByRole("link", { name: "Decision maker not in" }).click();
  await page.getByText(/^What happens to the lead:/).waitFor();
  await page.shot("disposition");
  expect.soft(await faults(page), "disposition").toEqual([]);

  await page.goto(`${shown.program.url}${home()}/campaigns?tab=dial-groups`);
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("combobox", { name: "Dialing mode" }).waitFor();
  await page.shot("dial-group");
  expect.soft(await faults(page), "dial group").toEqual([]);

  await page.goto(`${shown.program.url}${home()}/agents`);
  await page.getByRole("table").first().getByRole("link").first().click();
  await page.getByText(/reserved$/).waitFor();
  await page.shot("agent");
  expect.soft(await faults(page), "agent").toEqual([]);
  await page.context().close();
});

test("creates a campaign, paints its week with the mouse, and its leads are dialable only in the painted hours", async () => {
  const page = await shown.page(`${home()}/campaigns`);
  await page.getByRole("button", { name: "New campaign…" }).click();
  await page.getByLabel("Name").fill("Weekend Trial");
  await page.getByRole("combobox", { name: "Dial group" }).click();
  await page.getByRole("option", { name: "Outbound Sales" }).click();
  await page.getByRole("button", { name: "Create and set hours" }).click();
  await page.getByText("Mon–Sat 08:00–21:00, closed Sun, in the lead’s time zone.").waitFor();
  const { campaignId } = await campaignNamed("Weekend Trial");
  const { results } = await api("POST", `/campaigns/${campaignId}/leads`, {
    leads: [{ leadPhone: "+12125550142", leadTimezone: "America/New_York" }],
  });
  const dialable = async () => (await api("GET", `/leads/${results[0].leadId}`)).dialing.dialable;
  expect(await dialable()).toBe(true);

  // It is noon on a Friday in New York. This closes Wednesday to Friday from 10:00 until evening.
  const cell = (name: string) => page.getByRole("gridcell", { name });
  await drag(page, cell("Wednesday 10:00, open"), cell("Friday 20:30, open"));
  await page.getByText("Mon–Tue 08:00–21:00, Wed–Fri 08:00–10:00, Sat 08:00–21:00, closed Sun, in").waitFor();
  await page.shot("hours-painted");
  expect(await dialable()).toBe(true);
  await page.getByRole("button", { name: "Save 3 changes" }).click();
  await page.getByText(/unsaved/).waitFor({ state: "hidden" });
  expect(await api("GET", `/campaigns/${campaignId}`)).toMatchObject({
    tueSched: "08002100",
    wedSched: "08001000",
    friSched: "08001000",
    satSched: "08002100",
  });
  expect(await dialable()).toBe(false);

  await drag(page, cell("Friday 10:00, closed"), cell("Friday 12:30, closed"));
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await page.getByText(/unsaved/).waitFor({ state: "hidden" });
  expect((await api("GET", `/campaigns/${campaignId}`)).friSched).toBe("08001300");
  expect(await dialable()).toBe(true);

  await page.locator("input[type=date]").fill("2026-07-24");
  await page.getByRole("textbox", { name: "Name" }).fill("Founders’ day");
  await page.getByRole("button", { name: "Add holiday" }).click();
  await page.getByText("Fri, Jul 24, 2026").waitFor();
  expect(await dialable()).toBe(false);
  await page.getByRole("button", { name: "Delete Founders’ day" }).click();
  await page.getByText("Fri, Jul 24, 2026").waitFor({ state: "hidden" });
  expect(await dialable()).toBe(true);

  await page.goto(`${shown.program.url}${home()}/campaigns/${campaignId}?do=delete`);
  const button = page.getByRole("button", { name: "Delete with 1 lead" });
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  await page.getByLabel(/^Deleted leads can’t be restored/).fill("1");
  await button.click();
  await page.waitForURL(/\/campaigns$/);
  expect(await campaignNamed("Weekend Trial")).toBeUndefined();
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test("paints a week with the keyboard, takes hours typed to the minute, and crosses midnight", async () => {
  const { campaignId } = await campaignNamed("Win Back");
  const page = await shown.page(`${home()}/campaigns/${campaignId}?tab=hours`);
  const cell = (name: string) => page.getByRole("gridcell", { name });
  await cell("Monday 09:00, open").focus();
  await page.keyboard.press("PageDown");
  await cell("Sunday 09:00, closed").and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowDown");
  for (let i = 0; i < 5; i++) await page.keyboard.press("Shift+ArrowRight");
  await page.getByText("Sat–Sun 09:00–12:00: will open").waitFor();
  await page.keyboard.press("Space");
  await page.getByText("Mon–Fri 09:00–20:00, Sat–Sun 09:00–12:00, in").waitFor();
  await cell("Sunday 11:30, open").waitFor();

  const tuesday = page.getByLabel("Tuesday hours");
  await tuesday.fill("twelve");
  await page.getByText("Use 9–20:30").waitFor();
  await tuesday.fill("9:45 - 17");
  await tuesday.press("Enter");
  await cell("Tuesday 09:30, open 09:45–10:00").waitFor();
  await page.getByLabel("Friday hours").fill("10pm-2am");
  await page.getByLabel("Friday hours").press("Enter");
  await page.getByText("Fri 22:00–02:00 the next day, Sat–Sun 09:00–12:00, in").waitFor();
  await cell("Saturday 01:30, open").waitFor();
  await page.shot("hours-typed");
  await page.getByRole("button", { name: "Save 4 changes" }).click();
  await page.getByText(/unsaved/).waitFor({ state: "hidden" });
  expect(await api("GET", `/campaigns/${campaignId}`)).toMatchObject({
    monSched: "09002000",
    tueSched: "09451700",
    friSched: "22000200",
    satSched: "09001200",
    sunSched: "09001200",
  });
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test("sets a state’s own hours on some days, then deletes them", async () => {
  const { campaignId } = await campaignNamed("Home Solar Quotes");
  const page = await shown.page(`${home()}/campaigns/${campaignId}?tab=hours`);
  await page.getByRole("combobox", { name: "Add state calling hours" }).click();
  await page.getByRole("option", { name: "Florida" }).click();
  const week = page.getByRole("grid", { name: "Calling hours for leads in Florida" });
  await drag(
    page,
    week.getByRole("gridcell", { name: "Saturday 10:00, open" }),
    week.getByRole("gridcell", { name: "Saturday 17:30, open" }),
  );
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await page.getByText(/unsaved/).waitFor({ state: "hidden" });
  expect(
    (await api("GET", "/dialer/state-windows")).find(({ state }: { state: string }) => state === "USA-FL"),
  ).toMatchObject({
    friSched: null,
    satSched: "00000000",
  });
  await page.shot("state-hours");
  await page.getByRole("button", { name: "Delete state hours" }).click();
  await week.waitFor({ state: "hidden" });
  expect(await api("GET", "/dialer/state-windows")).not.toContainEqual(expect.objectContaining({ state: "USA-FL" }));
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test("shows a refusal at its field, keeps what was typed, and doesn’t overwrite others’ changes unseen", async () => {
  const { campaignId, campaignName } = await campaignNamed("Policy Renewals");
  const page = await shown.page(`${home()}/campaigns/${campaignId}`);
  await page.getByLabel("Maximum passes").fill("0");
  await page.getByLabel("Daily pass limit").fill("4");
  await page.getByRole("button", { name: "Save 2 changes" }).click();
  const field = page.locator(".form-field", { has: page.getByLabel("Maximum passes") });
  await field.getByText(/takes a whole number from 1/).waitFor();
  await page.shot("campaign-refused");
  await page.getByLabel("Maximum passes").fill("11");

  await api("PATCH", `/campaigns/${campaignId}`, { maxPasses: 5, passDelayMin: 95 });
  await page.getByRole("button", { name: "Save 2 changes" }).click();
  await field.getByText("Someone else changed this to “5 passes” in the meantime.").waitFor();
  await page.shot("campaign-meanwhile");
  expect(await api("GET", `/campaigns/${campaignId}`)).toMatchObject({ maxPasses: 5, maxDailyPasses: 2 });

  await page.getByRole("link", { name: "All campaigns" }).click();
  await page.getByRole("dialog", { name: "2 unsaved changes" }).waitFor();
  await page.shot("campaign-unsaved");
  await page.getByRole("button", { name: "Leave and keep changes" }).click();
  await page.getByRole("link", { name: campaignName }).click();
  await field.getByRole("button", { name: "Keep mine" }).click();
  await page.getByRole("button", { name: "Save 2 changes" }).click();
  await page.getByText(/unsaved/).waitFor({ state: "hidden" });
  expect(await api("GET", `/campaigns/${campaignId}`)).toMatchObject({
    maxPasses: 11,
    maxDailyPasses: 4,
    passDelayMin: 95,
  });
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test("creates, changes, and deletes a disposition, a dial group with its agents, and an agent", async () => {
  const { campaignId } = await campaignNamed("Fiber Upgrade");
  const page = await shown.page(`${home()}/campaigns/${campaignId}?tab=dispositions`);
  const go = (path: string) => page.goto(`${shown.program.url}${home()}${path}`);
  const drawer = page.getByRole("dialog");
  await page.getByRole("button", { name: "New disposition…" }).click();
  await page.getByLabel("Name").fill("Moved house");
  await page.getByRole("switch", { name: "Dial the lead again" }).check();
  await page.getByLabel("Requeue delay").fill("90");
  await page.getByRole("combobox", { name: "Move the lead to" }).click();
  await page.getByRole("option", { name: "Win Back" }).click();
  await drawer.getByText("Dialed again after 1 h 30 min and moved to Win Back").waitFor();
  await page.shot("disposition-new");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("link", { name: "Moved house" }).click();
  await page.getByRole("switch", { name: "Do not call" }).check();
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await page.getByRole("button", { name: "Save changes" }).waitFor();
  const ours = async () =>
    (await api("GET", `/dispositions?campaignId=${campaignId}`)).items.find(
      ({ name }: { name: string }) => name === "Moved house",
    );
  expect(await ours()).toMatchObject({ isRequeued: true, requeueDelay: 90, doNotCall: true });
  await page.getByRole("button", { name: "Delete…" }).last().click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("link", { name: "Moved house" }).waitFor({ state: "hidden" });
  expect(await ours()).toBeUndefined();

  await go("/agents");
  await page.getByRole("button", { name: "New agent…" }).click();
  await page.getByLabel("First name").fill("Ines");
  await page.getByLabel("Last name").fill("Ferro");
  await page.getByLabel("Username").fill("ines.ferro@example.com");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("link", { name: "Ines Ferro" }).waitFor();

  await go("/campaigns?tab=dial-groups");
  await page.getByRole("button", { name: "New dial group…" }).click();
  await page.getByLabel("Name").fill("Evening team");
  await page.getByRole("combobox", { name: "Dialing mode" }).click();
  await page.getByRole("option", { name: "Preview" }).click();
  await page.getByRole("combobox", { name: /^Agents/ }).fill("Ines");
  await page.getByRole("option", { name: "Ines Ferro" }).click();
  await page.getByLabel("Name").click();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("row", { name: /Evening team Preview 0 1/ }).waitFor();
  await page.shot("dial-groups");

  await go("/agents?find=ferro");
  await page.getByRole("link", { name: "Ines Ferro" }).click();
  await drawer.getByText("Evening team").waitFor();
  await drawer.getByText("0 leads reserved").waitFor();
  await page.getByRole("switch", { name: "Active" }).uncheck();
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await page.getByText("Agent, inactive").waitFor();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("No agents match your search.").waitFor();

  await go("/campaigns?tab=dial-groups");
  await page.getByRole("link", { name: "Evening team" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("link", { name: "Evening team" }).waitFor({ state: "hidden" });
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test("deactivating an agent warns how many leads can’t reach their agent, and links to them", async () => {
  const { campaignId, dialGroupId } = await campaignNamed("Fiber Upgrade");
  const { items } = await api("GET", "/agents");
  const agent = items.find(({ dialGroups }: { dialGroups: { dialGroupId: number }[] }) =>
    dialGroups.some((one) => one.dialGroupId === dialGroupId),
  );
  await api("POST", "/lead-actions", {
    action: "AGENT_RESERVATION",
    criteria: { campaignIds: [campaignId], leadStates: ["READY"] },
    params: { RESERVATION_AGENT_ID: agent.agentId },
    limit: 3,
  });
  const page = await shown.page(`${home()}/agents?agent=${agent.agentId}`);
  await page.getByRole("switch", { name: "Active" }).uncheck();
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await page.getByText(/^[\d,]+ leads can’t reach their agent anymore$/).waitFor();
  await page.shot("orphaned-leads");
  await page.getByRole("link", { name: "Show leads" }).click();
  await page.getByText("Agent unavailable").first().waitFor();
  await api("PATCH", `/agents/${agent.agentId}`, { isActive: true });
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test("shows viewers campaigns, hours, dispositions, and agents without any way to change them", async () => {
  const { campaignId } = await campaignNamed("Fiber Upgrade");
  const page = await shown.page(`${home()}/campaigns`, { as: "viewer" });
  const offered = async () => ({
    buttons: await page
      .getByRole("main")
      .getByRole("button", { name: /^(New|Act|Clone|Delete|Save|Add|Edit)/ })
      .count(),
    inputs: await page.getByRole("main").locator("input:not([type=radio]), textarea").count(),
  });
  await page.getByRole("img", { name: /Fiber Upgrade.*now/ }).waitFor();
  expect(await offered()).toEqual({ buttons: 0, inputs: 0 });
  await page.getByRole("link", { name: "Fiber Upgrade" }).click();
  await page.getByText("Time between passes").waitFor();
  expect(await offered()).toEqual({ buttons: 0, inputs: 0 });
  await page.shot("campaign-viewer");
  await page.getByRole("tab", { name: "Calling hours" }).click();
  const monday = page.getByRole("gridcell", { name: "Monday 09:00, open" });
  await monday.click();
  await monday.focus();
  await page.keyboard.press("Space");
  expect(await monday.count()).toBe(1);
  expect(await offered()).toEqual({ buttons: 0, inputs: 0 });
  await page.goto(`${shown.program.url}${home()}/campaigns/${campaignId}?tab=dispositions&disposition=new&do=delete`);
  await page.getByRole("link", { name: "Upgrade ordered" }).waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.goto(`${shown.program.url}${home()}/agents`);
  await page.getByRole("table").first().getByRole("link").first().click();
  await page.getByText(/reserved$/).waitFor();
  expect(await page.getByRole("dialog").locator("input").count()).toBe(0);
  await page.shot("agent-viewer");
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

/** Drags from the middle of one cell to the middle of another. */
async function drag(page: ConsolePage, from: Locator, to: Locator): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const middle = async (cell: Locator) => {
    const box = await cell.boundingBox();
    if (!box) throw new Error("The cell is not visible.");
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  await page.mouse.move(...(await middle(from)));
  await page.mouse.down();
  await page.mouse.move(...(await middle(to)), { steps: 4 });
  await page.mouse.up();
}
