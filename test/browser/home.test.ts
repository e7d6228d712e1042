import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
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

interface Claimed {
  lead: { leadId: number };
  claimId: number;
  phone: string;
}

async function claim(campaign: string, max: number): Promise<Claimed[]> {
  const campaignId = await campaignNamed(campaign);
  const { status, body } = await shown.program.request("POST", `/v1${home()}/dialer/claims`, { campaignId, max });
  expect(status).toBe(200);
  return body.claims;
}

async function dial(what: "connect" | "complete" | "release", claimId: number, body: object = {}): Promise<void> {
  const { status } = await shown.program.request("POST", `/v1${home()}/dialer/claims/${claimId}/${what}`, body);
  expect(status).toBe(200);
}

/** A connection to the program that can be cut and mended. */
async function wireTo(url: string) {
  const sockets = new Set<Socket>();
  let whole = true;
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
    if (!whole) from.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend() {
      whole = true;
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
])(
  "what is typed before quick find has come is typed into it, and Enter chooses $order it has come",
  async ({ early }) => {
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
  },
);

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

test("the floor tells calls as they happen, holds still while one reads, and goes on after a lost connection", async () => {
  const page = await shown.page("/none");
  const wire = await wireTo(shown.program.url);
  await page.goto(`${wire.url}${home()}/floor`);
  await page.getByText("Live", { exact: true }).waitFor();
  const lines = page.getByRole("list", { name: "What happens" }).getByRole("listitem");
  const line = (phone: string, what: string) => lines.filter({ hasText: national(phone) }).filter({ hasText: what });
  const [first, second, third] = (await claim("Fiber Upgrade", 3)) as [Claimed, Claimed, Claimed];
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
  await page.getByText("Held, 1 more").waitFor();
  expect(await line(second.phone, "Busy").count()).toBe(0);
  await page.getByRole("button", { name: "Go on" }).click();
  await line(second.phone, "Busy").waitFor();

  wire.cut();
  await page.getByText("Connection lost, tried again").waitFor();
  wire.mend();
  await page.getByText("Live", { exact: true }).waitFor();
  await lines.filter({ hasText: "the connection was lost" }).waitFor();
  await dial("complete", third.claimId, { systemDisposition: "NOANSWER" });
  await line(third.phone, "No answer").waitFor();
  // What was open before the loss is not told again.
  expect(await line(third.phone, "Fetched").count()).toBe(1);
  await page.context().close();
  wire.close();
});

test("a floor on which more happens than anybody reads is told in as many lines as fit", async () => {
  const page = await shown.page(`${home()}/floor?minutes=15`, { width: 390, scheme: "dark" });
  await page.getByText("Live", { exact: true }).waitFor();
  const lines = page.getByRole("list", { name: "What happens" }).getByRole("listitem");
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

test("callbacks are filtered in the address, opened, cancelled and acted on", async () => {
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
    .getByRole("checkbox", { name: `Choose ${name}` })
    .first()
    .check();
  await page.getByRole("button", { name: "Act on 1 callback…" }).click();
  await page.getByRole("combobox", { name: "Action" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page
    .getByRole("button", { name: `Cancel the callback of ${name}` })
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

test("a viewer sees callbacks on a phone, and is offered nothing to do with them", async () => {
  const page = await shown.page(`${home()}/callbacks?status=UPCOMING`, { width: 390, scheme: "dark", as: "viewer" });
  await page.getByRole("row").nth(3).waitFor();
  expect(await page.getByRole("checkbox").count()).toBe(0);
  expect(await page.getByRole("button", { name: /^Cancel/ }).count()).toBe(0);
  await page.shot("home-callbacks");
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test("a lead that can be dialed says its place in the queue", async () => {
  const [{ claimId, lead } = { claimId: 0, lead: { leadId: 0 } }] = await claim("Policy Renewals", 1);
  // Given back, it is the first again.
  await dial("release", claimId);
  expect((await read(`/leads/${lead.leadId}`)).dialing.before).toEqual({ count: 0, exact: true });
  const page = await shown.page(`${home()}/leads/${lead.leadId}`);
  await page.getByText("Dialable now, 1st in Policy Renewals.").waitFor();
  await page.context().close();
});
