import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ConsolePage, faults, type OpenConsole, openConsole } from "../support/browser/console.ts";
import { unzipCsv } from "../support/files/unzip.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const home = () => `/accounts/${shown.program.accountId}`;
const v1 = (method: string, path: string, body?: object) => shown.program.request(method, `/v1${home()}${path}`, body);

/** 300 rows with vague headers: 4 invalid phones, 6 rows with one same phone, 2 phones on the do-not-call list. */
function spreadsheet(listed: string[]): string {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const phone =
      i % 75 === 10 ? "unknown" : i % 50 === 20 ? "(602) 555-0100" : i < 2 ? listed[i] : `(602) 555-${1000 + i}`;
    return [phone, `Ann ${i}`, `Lee ${i}`, `ann${i}@example.com`, "85004", i % 2 ? "blue" : "red", "", "x"].join(";");
  });
  return ["Mobile;First;Last;Contact;Code;Color;Second phone;Internal", ...rows].join("\n");
}

async function choose(page: ConsolePage, label: string | RegExp, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("drops, maps, and loads a file, downloads its rejected rows, and undoes the load", async () => {
  const { body } = await v1("GET", "/dnc-entries?limit=100");
  const listed = body.items
    .filter((one: { phone: string | null; dncTagId: number; expiresAt: string | null }) => {
      return one.phone && one.dncTagId === 0 && !one.expiresAt;
    })
    .map(({ phone }: { phone: string }) => phone);
  const page = await shown.page(`${home()}/load`);
  await page.getByText("Drop a lead file here").waitFor();
  await page.getByText("No loads yet").waitFor();
  await page.shot("load-empty");
  expect.soft(await faults(page), "nothing loaded").toEqual([]);
  const text = spreadsheet(listed);
  await page.route(/\/lead-files\?/, () => undefined);
  const buffer = Buffer.from("phone");
  await page.getByLabel("Lead file").setInputFiles({ name: "june.csv", mimeType: "text/csv", buffer });
  await page.getByText("june.csv").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Drop a lead file here").waitFor();
  await page.unroute(/\/lead-files\?/);
  const dropped = `new File([${JSON.stringify(text)}], "july.csv")`;
  const dataTransfer = await page.evaluateHandle(`((it) => (it.items.add(${dropped}), it))(new DataTransfer())`);
  await page.getByRole("region", { name: "File" }).dispatchEvent("drop", { dataTransfer });
  await page.getByRole("heading", { name: "july.csv" }).waitFor();
  const phone = page.getByRole("combobox", { name: "Lead field for Mobile" });
  expect(await phone.inputValue()).toBe("Phone");

  // With the wrong delimiter there is only one column, and none for the phone.
  await choose(page, "Delimiter", "Comma");
  await page.getByText("Phone column missing").waitFor();
  expect(await page.getByRole("button", { name: /^Load / }).isDisabled()).toBe(true);
  await page.shot("load-no-phone");
  await choose(page, "Delimiter", "Semicolon");
  await phone.waitFor();
  await page.getByLabel("First row contains column names").uncheck();
  await page.getByRole("button", { name: "Load 301 leads" }).waitFor();
  await page.getByText("Column 2", { exact: true }).waitFor();
  await page.getByLabel("First row contains column names").check();
  await phone.waitFor();

  await choose(page, "Lead field for Color", "Extended data field…");
  expect(await page.getByLabel("Extended data name for Color").inputValue()).toBe("Color");
  await page.getByRole("button", { name: "Load 300 leads" }).click();
  await page.getByText("Choose a campaign.").waitFor();
  await choose(page, "Campaign", "Fiber Upgrade");
  await page.getByLabel("Default country").fill("Atlantis");
  await page.getByRole("button", { name: "Load 300 leads into Fiber Upgrade" }).click();
  await page.getByText(/numberOriginCountry is "Atlantis"/).waitFor();
  await page.getByLabel("Default country").fill("USA");
  await page.shot("load-mapping");
  expect.soft(await faults(page), "mapping").toEqual([]);

  await page.getByRole("button", { name: "Load 300 leads into Fiber Upgrade" }).click();
  await page.getByRole("heading", { name: "11 rejected rows" }).waitFor();
  await page.reload();
  const figures = page.getByLabel("Result");
  await page.getByRole("heading", { name: "11 rejected rows" }).waitFor();
  expect(await figures.locator("div").allTextContents()).toEqual([
    "loaded289",
    "duplicates5",
    "on the do-not-call list2",
    "invalid4",
    "total rows300",
  ]);
  await page.getByText("Invalid 4", { exact: true }).click();
  await page
    .getByRole("row", { name: /Phone is "unknown"/ })
    .nth(3)
    .waitFor();
  await page.shot("load-rejected");
  expect.soft(await faults(page), "rejected rows").toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rejected-rows-\d+\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(12);
  expect(lines[0]).toContain("row,reason,message,Mobile,First");
  expect(lines[3]).toMatch(/^12,INVALID,.*unknown,Ann 10,Lee 10/);

  const { body: found } = await v1("POST", "/leads/search", { criteria: { firstName: "Ann 0*" }, limit: 10 });
  expect(found.items).toEqual([]);
  const loaded = { criteria: { lastName: "Lee 3" }, limit: 10 };
  expect((await v1("POST", "/leads/search", loaded)).body.items).toMatchObject([{ leadPhone: "+16025551003" }]);
  await page.getByRole("button", { name: "Undo…" }).click();
  await page.getByRole("button", { name: "Remove 289 leads" }).click();
  await page.getByText("289 leads removed").first().waitFor();
  await page.getByText("This load was undone").waitFor();
  await page.shot("load-undone");
  expect((await v1("POST", "/leads/search", loaded)).body.items).toEqual([]);

  await page.getByRole("link", { name: "Load another file" }).click();
  await page.getByRole("row", { name: /july\.csv.*Fiber Upgrade.*289.*11/ }).waitFor();
  await page.getByRole("button", { name: "Delete july.csv" }).click();
  await page.getByRole("heading", { name: "Uploaded files" }).waitFor({ state: "hidden" });
  await page.shot("load-recent");
  expect(page.complaints).toEqual([]);
});

test("creates and edits a list, acts on it, and deletes it once empty", async () => {
  const { body } = await v1("GET", "/campaigns");
  const { campaignId } = body.items.find((one: { campaignName: string }) => one.campaignName === "Win Back");
  const page = await shown.page(`${home()}/lists?campaignId=${campaignId}`);
  await page.getByRole("row", { name: /Left two years ago/ }).waitFor();
  expect(await page.getByRole("row", { name: /Fiber/ }).count()).toBe(0);
  await page.shot("lists");
  expect.soft(await faults(page), "lists").toEqual([]);

  await page.getByRole("button", { name: "New list" }).click();
  const beside = page.getByRole("dialog");
  await beside.getByRole("button", { name: "Create list" }).click();
  await beside.getByText(/^listDesc is ""/).waitFor();
  expect.soft(await faults(page), "a refused list").toEqual([]);
  await beside.getByLabel("Name").fill("Walk-ins");
  await beside.getByRole("button", { name: "Create list" }).click();
  await page.getByRole("dialog", { name: "Walk-ins", exact: true }).getByText("0 leads in this list.").waitFor();
  await beside.getByLabel("Priority").fill("7");
  await beside.getByLabel("Archive at").fill("2026-08-01T09:00");
  await beside.getByRole("button", { name: "Save 2 changes" }).click();
  await beside.getByText("Saved.").waitFor();
  const made = (await v1("GET", "/lists")).body.items.find((one: { listDesc: string }) => one.listDesc === "Walk-ins");
  expect(made).toMatchObject({ campaignId, listPriority: 7, archiveAt: "2026-08-01T13:00:00.000Z" });
  await beside.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete list" }).click();
  await page.getByRole("dialog", { name: "Walk-ins", exact: true }).waitFor({ state: "detached" });
  await page.getByRole("row", { name: /Walk-ins/ }).waitFor({ state: "detached" });

  await page.getByRole("row", { name: /Left two years ago/ }).click();
  const full = page.getByRole("dialog", { name: /^Left two years ago/ });
  expect(await full.getByRole("button", { name: "Delete…" }).isDisabled()).toBe(true);
  await page.shot("list");
  await full.getByRole("button", { name: "Act on 700 leads…" }).click();
  await page.getByRole("dialog", { name: /^Act on the list Left two years ago/ }).waitFor();
  expect(page.complaints).toEqual([]);
});

test("exports the leads of a search, and the file contains them", async () => {
  const page = await shown.page(`${home()}/leads?lastName=M*&leadStates=COMPLETE`);
  await page.getByRole("row").nth(3).waitFor();
  await page.getByRole("button", { name: "Export…" }).click();
  const form = page.getByRole("form", { name: "New export" });
  const { total } = (
    await v1("POST", "/leads/search", {
      criteria: { lastName: "M*", leadStates: ["COMPLETE"] },
      total: "exact",
      limit: 1,
    })
  ).body;
  const button = form.getByRole("button", { name: `Export ${total.count} leads` });
  await button.waitFor();
  await form.getByLabel("Columns").fill("externId");
  await page.getByRole("option", { name: "externId" }).click();
  await form.getByLabel("Columns").fill("lastN");
  await page.getByRole("option", { name: "lastName" }).click();
  await page.keyboard.press("Escape");
  await form.getByLabel("ZIP password").fill("short");
  await button.click();
  await form.getByText(/^password is text of 5 characters; it takes .* 8 to 128 characters/).waitFor();
  await page.shot("export-form");
  expect.soft(await faults(page), "a refused export").toEqual([]);
  await form.getByLabel("ZIP password").fill("");
  await button.click();
  const link = page.getByRole("link", { name: "Download" });
  await link.waitFor();
  await page.getByText("not downloaded yet").waitFor();
  await page.shot("exports");
  expect.soft(await faults(page), "exports").toEqual([]);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const rows = parse(await readFile(await download.path()), { bom: true, columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(total.count);
  expect(Object.keys(rows[0] ?? {})).toEqual(["externId", "lastName"]);
  expect(rows.filter(({ lastName }) => !lastName?.startsWith("M"))).toEqual([]);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete export" }).click();
  await page.getByText("No exports yet").waitFor();
  expect(page.complaints).toEqual([]);
});

test("an email that could not be sent can be read in the outbox, and its link works", async () => {
  const { body } = await v1("POST", "/leads/search", { criteria: { lastName: "M*" }, limit: 3 });
  const leadIds = body.items.map(({ leadId }: { leadId: number }) => leadId);
  const params = { EMAIL_TO: "boss@example.com" };
  await v1("POST", "/lead-actions", { action: "EMAIL_LEADS", criteria: { leadIds }, params });
  await vi.waitFor(async () => expect((await v1("GET", "/outbox")).body.mails).toMatchObject([{ status: "KEPT" }]), {
    timeout: 60_000,
    interval: 100,
  });
  const page = await shown.page(`${home()}/exports?tab=outbox`);
  await page.getByRole("link", { name: /^Lead export: 3 leads/ }).click();
  const mail = page.getByRole("dialog", { name: /^Lead export: 3 leads/ });
  await mail.getByText("Not sent: no mail server").waitFor();
  await page.shot("mail");
  expect.soft(await faults(page), "an email").toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    mail.getByRole("link", { name: /\/v1\/downloads\// }).click(),
  ]);
  const rows = await unzipCsv(await readFile(await download.path()));
  expect(rows.map(({ leadId }) => Number(leadId))).toEqual(leadIds);
  expect(page.complaints).toEqual([]);
});

test("the load, list, and export pages are usable on a phone in dark mode", async () => {
  const page = await shown.page(`${home()}/load`, { width: 390, scheme: "dark" });
  const buffer = Buffer.from(spreadsheet([]));
  await page.getByLabel("Lead file").setInputFiles({ name: "phone.csv", mimeType: "text/csv", buffer });
  await page.getByRole("combobox", { name: "Lead field for Mobile" }).waitFor();
  await page.shot("load-mapping");
  expect.soft(await faults(page), "mapping").toEqual([]);
  const visit = (path: string) => page.goto(`${shown.program.url}${home()}${path}`);
  await visit("/load");
  await page.getByRole("link", { name: "phone.csv" }).waitFor();
  await page.shot("load");
  expect.soft(await faults(page), "load").toEqual([]);
  await visit("/lists");
  await page.getByRole("row").nth(5).click();
  await page.getByRole("dialog").getByLabel("Priority").waitFor();
  await page.shot("list");
  expect.soft(await faults(page), "list").toEqual([]);
  await visit("/exports?new=true&city=Denver");
  await page.getByRole("button", { name: /^Export [\d,]+ leads?$/ }).waitFor();
  await page.shot("exports");
  expect.soft(await faults(page), "exports").toEqual([]);
  await visit("/exports?tab=outbox");
  await page.getByRole("heading", { name: "Exports" }).waitFor();
  await page.getByText("No emails yet").or(page.getByRole("table")).waitFor();
  expect.soft(await faults(page), "outbox").toEqual([]);
});

test("a viewer sees lists, but is offered neither loads nor exports", async () => {
  const page = await shown.page(`${home()}/lists`, { as: "viewer" });
  await page.getByRole("row").nth(2).click();
  await page
    .getByRole("dialog")
    .getByText(/leads in this list/)
    .waitFor();
  expect(await page.getByRole("button", { name: /^(New list|Act|Save|Delete)/ }).count()).toBe(0);
  await page.goto(`${shown.program.url}${home()}/load`);
  await page.getByText("You need the manager role").waitFor();
  expect(await page.getByRole("link", { name: /^(Load|Exports)$/ }).count()).toBe(0);
});
