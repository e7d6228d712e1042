import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faults, type OpenConsole, openConsole } from "../support/browser/console.ts";

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

interface ClaimedLead {
  lead: { leadId: number };
  claimId: number;
  phone: string;
}

async function claim(campaign: string, max: number): Promise<ClaimedLead[]> {
  const campaignId = await campaignNamed(campaign);
  const { status, body } = await shown.program.request("POST", `/v1${home()}/dialer/claims`, { campaignId, max });
  expect(status).toBe(200);
  return body.claims;
}

async function dial(what: "connect" | "complete" | "release", claimId: number, body: object = {}): Promise<void> {
  const { status } = await shown.program.request("POST", `/v1${home()}/dialer/claims/${claimId}/${what}`, body);
  expect(status).toBe(200);
}

/** A proxy to the program whose connections can be cut and restored. */
async function proxyTo(url: string) {
  const sockets = new Set<Socket>();
  let connected = true;
  const server = createServer((from) => {
    const to = connect(Number(new URL(url).port), "127.0.0.1");
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
    if (!connected) from.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    connected = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    restore() {
      connected = true;
    },
    close() {
      cut();
      server.close();
    },
  };
}

const national = (phone: string) => phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3");

test.each([
  { order: "before", early: true },
  { order: "after", early: false },
])("quick find keeps what is typed before it has loaded, and Enter works $order it has loaded", async ({ early }) => {
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
  if (early) {
    await page.keyboard.type("ber");
    await page.keyboard.press("Enter");
    deliver();
  } else {
    deliver();
    await page.keyboard.type("ber");
    const field = page.getByPlaceholder("Phone, external id");
    await expect.poll(() => field.inputValue()).toBe("Fiber");
    await page.getByRole("button", { name: "Fiber Upgrade" }).waitFor();
    await page.keyboard.press("Enter");
  }
  await page.waitForURL(/campaignIds=/);
  await page.context().close();
});

test("the overview shows what can be dialed, why the rest can’t, and the day’s calls", async () => {
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

  await page.getByText("State", { exact: true }).click();
  await page.getByRole("img", { name: /^Home Solar Quotes by state: .* ready/ }).waitFor();
  expect(page.url()).toContain("by=state");
  await page.getByText("Dialable", { exact: true }).click();
  await page
    .getByRole("link", { name: /^suppressed/ })
    .first()
    .click();
  const { count } = queue.notDialable.find(({ reason }: { reason: string }) => reason === "suppressed");
  await page.getByText(`${figures(count)} leads match`).waitFor();
  await page.context().close();
});

test("the overview updates without a reload", async () => {
  const page = await shown.page(home(), { width: 390, scheme: "dark" });
  const onCall = page.locator(".figure", { hasText: "On a call now" });
  await onCall.getByText("0", { exact: true }).waitFor();
  const [{ claimId } = { claimId: 0 }] = await claim("Policy Renewals", 1);
  await dial("connect", claimId);
  await onCall.getByText("1", { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator(".recharts-bar-rectangle").first().waitFor();
  await page.shot("home-overview");
  expect(await faults(page)).toEqual([]);
  await shown.program.request("POST", `/v1${home()}/dialer/claims/${claimId}/complete`, {
    systemDisposition: "NOANSWER",
  });
  await page.context().close();
});

test("the floor shows live calls, pauses for reading, and resumes after a lost connection", async () => {
  const page = await shown.page("/none");
  const proxy = await proxyTo(shown.program.url);
  await page.goto(`${proxy.url}${home()}/floor`);
  await page.getByText("Live", { exact: true }).waitFor();
  const lines = page.getByRole("list", { name: "Live calls" }).getByRole("listitem");
  const line = (phone: string, what: string) => lines.filter({ hasText: national(phone) }).filter({ hasText: what });
  const [first, second, third] = (await claim("Fiber Upgrade", 3)) as [ClaimedLead, ClaimedLead, ClaimedLead];
  await line(first.phone, "Fetched").waitFor();
  await dial("connect", first.claimId);
  await line(first.phone, "On a call").waitFor();
  await dial("complete", first.claimId, { systemDisposition: "ANSWER", durationSeconds: 83 });
  await line(first.phone, "Answered, 1:23").waitFor();
  await page.getByRole("row", { name: /^Fiber Upgrade/ }).waitFor();
  await page.shot("home-floor");
  expect.soft(await faults(page)).toEqual([]);

  await page.getByRole("button", { name: "Pause" }).click();
  await dial("complete", second.claimId, { systemDisposition: "BUSY" });
  await page.getByText("Paused, 1 new").waitFor();
  expect(await line(second.phone, "Busy").count()).toBe(0);
  await page.getByRole("button", { name: "Resume" }).click();
  await line(second.phone, "Busy").waitFor();

  proxy.cut();
  await page.getByText("Reconnecting…").waitFor();
  proxy.restore();
  await page.getByText("Live", { exact: true }).waitFor();
  await lines.filter({ hasText: "the connection was lost" }).waitFor();
  await dial("complete", third.claimId, { systemDisposition: "NOANSWER" });
  await line(third.phone, "No answer").waitFor();
  // Claims that were open before the loss are not listed a second time.
  expect(await line(third.phone, "Fetched").count()).toBe(1);
  await page.context().close();
  proxy.close();
});

test("a busy floor shows at most 120 lines", async () => {
  const page = await shown.page(`${home()}/floor?minutes=15`, { width: 390, scheme: "dark" });
  await page.getByText("Live", { exact: true }).waitFor();
  const lines = page.getByRole("list", { name: "Live calls" }).getByRole("listitem");
  const claims = await claim("Fiber Upgrade", 150);
  await expect.poll(() => lines.count(), { timeout: 30_000 }).toBe(120);
  for (let i = 0; i < claims.length; i += 20)
    await Promise.all(
      claims.slice(i, i + 20).map(({ claimId }) => dial("complete", claimId, { systemDisposition: "NOANSWER" })),
    );
  await expect.poll(() => lines.filter({ hasText: "No answer" }).count(), { timeout: 30_000 }).toBe(120);
  await page.shot("home-floor");
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test("callbacks can be filtered by URL, opened, canceled, and acted on", async () => {
  const { items } = await read("/callbacks?status=DUE&limit=1000");
  const page = await shown.page(`${home()}/callbacks`);
  await page.getByText("Due", { exact: true }).first().click();
  const grid = page.getByRole("grid", { name: "Callbacks" });
  await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe(String(items.length + 1));
  expect(page.url()).toContain("status=DUE");
  const mine = items.find(({ agentId }: { agentId: number | null }) => agentId !== null);
  const { items: agents } = await read("/agents");
  const agent = agents.find(({ agentId }: { agentId: number }) => agentId === mine.agentId);
  await page.getByRole("combobox", { name: "Agent" }).click();
  await page.getByRole("option", { name: `${agent.firstName} ${agent.lastName}` }).click();
  const { items: theirs } = await read(`/callbacks?status=DUE&agentId=${mine.agentId}`);
  await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe(String(theirs.length + 1));
  await page.shot("home-callbacks");
  expect.soft(await faults(page)).toEqual([]);

  const name = `${theirs[0].firstName} ${theirs[0].lastName}`;
  await page
    .getByRole("checkbox", { name: `Select ${name}` })
    .first()
    .check();
  await page.getByRole("button", { name: "Act on 1 callback…" }).click();
  await page.getByRole("combobox", { name: "Action" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page
    .getByRole("button", { name: `Cancel the callback to ${name}` })
    .first()
    .click();
  await page.getByRole("button", { name: "Cancel 1 callback" }).click();
  await page.getByText("1 lead with changed callbacks").waitFor();
  await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe(String(theirs.length));
  expect((await read(`/callbacks?status=DUE&agentId=${mine.agentId}`)).items).toHaveLength(theirs.length - 1);
  await page.goto(`${shown.program.url}${home()}/callbacks`);
  await page.getByRole("row").nth(2).click();
  await page.waitForURL(/leads\/\d+/);
  await page.context().close();
});

test("a viewer sees callbacks on a phone without any way to change them", async () => {
  const page = await shown.page(`${home()}/callbacks?status=UPCOMING`, { width: 390, scheme: "dark", as: "viewer" });
  await page.getByRole("row").nth(3).waitFor();
  expect(await page.getByRole("checkbox").count()).toBe(0);
  expect(await page.getByRole("button", { name: /^Cancel/ }).count()).toBe(0);
  await page.shot("home-callbacks");
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test("a dialable lead shows its place in the queue", async () => {
  const [{ claimId, lead } = { claimId: 0, lead: { leadId: 0 } }] = await claim("Policy Renewals", 1);
  // Once released, it is first in the queue again.
  await dial("release", claimId);
  expect((await read(`/leads/${lead.leadId}`)).dialing.before).toEqual({ count: 0, exact: true });
  const page = await shown.page(`${home()}/leads/${lead.leadId}`);
  await page.getByText("Dialable now, 1st in Policy Renewals.").waitFor();
  await page.context().close();
});
