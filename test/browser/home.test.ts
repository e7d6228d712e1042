import { afterAll, beforeAll, expect, test } from "vitest";
import { faults, type OpenConsole, openConsole } from "../support/console.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const home = () => `/accounts/${shown.program.accountId}`;
const figures = (n: number) => n.toLocaleString("en-US");
const read = async (path: string) => (await shown.program.request("GET", `/v1${home()}${path}`)).body;

async function campaignNamed(wanted: string): Promise<number> {
  const { items } = await read("/campaigns");
  return items.find(({ campaignName }: { campaignName: string }) => campaignName === wanted).campaignId;
}

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

test("the overview says what can be dialed, why not the rest, and how the day goes", async () => {
  const campaignId = await campaignNamed("Home Solar Quotes");
  const queue = await read(`/dialer/queue?campaignId=${campaignId}`);
  const page = await shown.page(home());
  const bar = page.getByRole("img", { name: /^Home Solar Quotes/ });
  await bar.waitFor();
  expect(await bar.getAttribute("aria-label")).toContain(`${figures(queue.dialableNow)} dialable now`);
  const { hours, callbacks } = await read("/overview");
  const rows = page.getByRole("table", { name: /^Calls and answer rate/ }).getByRole("row");
  for (const { hour, lastWeek } of hours.slice(9, 18))
    expect(await rows.filter({ hasText: `${String(hour).padStart(2, "0")}:00` }).textContent()).toContain(
      figures(lastWeek.passes),
    );
  await page.getByText(`${figures(callbacks.laterToday)} more later today`).waitFor();
  await page.locator(".recharts-bar-rectangle").first().waitFor();
  await page.shot("home-overview");
  expect.soft(await faults(page)).toEqual([]);

  await page.getByText("States", { exact: true }).click();
  await page.getByRole("img", { name: /^Home Solar Quotes by state: .* ready/ }).waitFor();
  expect(page.url()).toContain("by=state");
  await page.getByText("Dialing", { exact: true }).click();
  await page
    .getByRole("link", { name: /^suppressed/ })
    .first()
    .click();
  const { count } = queue.notDialable.find(({ reason }: { reason: string }) => reason === "suppressed");
  await page.getByText(`${figures(count)} leads match`).waitFor();
  await page.context().close();
});

test("the overview follows what happens, without a reload", async () => {
  const page = await shown.page(home(), { width: 390, scheme: "dark" });
  const onCall = page.locator(".figure", { hasText: "On a call now" });
  await onCall.getByText("0", { exact: true }).waitFor();
  const campaignId = await campaignNamed("Policy Renewals");
  const claim = { campaignId, max: 1 };
  const { body } = await shown.program.request("POST", `/v1${home()}/dialer/claims`, claim);
  const [{ claimId }] = body.claims;
  await shown.program.request("POST", `/v1${home()}/dialer/claims/${claimId}/connect`, {});
  await onCall.getByText("1", { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator(".recharts-bar-rectangle").first().waitFor();
  await page.shot("home-overview");
  expect(await faults(page)).toEqual([]);
  await shown.program.request("POST", `/v1${home()}/dialer/claims/${claimId}/complete`, {
    systemDisposition: "NOANSWER",
  });
  await page.context().close();
});
