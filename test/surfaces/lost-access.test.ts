import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { type Program, startProgram } from "../support/program.ts";
import { serverSentEvents } from "../support/server-sent-events.ts";

let program: Program;
let account: string;
let campaignId: number;
beforeAll(async () => {
  program = await startProgram();
  account = `/v1/accounts/${program.accountId}`;
  const group = await program.request("POST", `${account}/dial-groups`, { dialGroupName: "G", dialMode: "PREDICTIVE" });
  const campaign = await program.request("POST", `${account}/campaigns`, {
    dialGroupId: group.body.dialGroupId,
    campaignName: "C",
    isActive: 1,
    ...Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [`${day}Sched`, "00002400"])),
  });
  campaignId = campaign.body.campaignId;
});
afterAll(() => program.stop());

type Loser = Awaited<ReturnType<Program["as"]>>;

/** Each way to lose access to the account, which a dialer's requests need. */
const losses: [string, (user: Loser) => Promise<unknown>][] = [
  ["is deleted", ({ userId }) => program.request("DELETE", `${account}/users/${userId}`)],
  ["is disabled", ({ userId }) => program.request("PATCH", `${account}/users/${userId}`, { enabled: false })],
  ["signs out", (user) => user.request("DELETE", "/v1/session")],
  ["loses the role", ({ userId }) => program.db.execute(sql`delete from account_role where user_id = ${userId}`)],
];

describe.each(losses)("when a user %s", (_, lose) => {
  test("an open stream ends within a second or two, without another event", async () => {
    const user = await program.as("dialer");
    const events: unknown[] = [];
    const stream = (async () => {
      for await (const event of serverSentEvents(program.url, user.token, `${account}/dialer/events`))
        events.push(event);
    })();
    while (events.length === 0) await sleep(20);
    await lose(user);
    const received = events.length;
    const outcome = await Promise.race([stream.then(() => "ended"), sleep(2500).then(() => "still open")]);
    expect(outcome).toBe("ended");
    expect(events.length - received).toBeLessThanOrEqual(1);
  });

  test("a waiting claim is refused, and gets no lead that is loaded later", async () => {
    const user = await program.as("dialer");
    const claim = user.request("POST", `${account}/dialer/claims`, { campaignId, waitSeconds: 20 });
    await sleep(300);
    await lose(user);
    const loaded = await program.request("POST", `${account}/campaigns/${campaignId}/leads`, {
      leads: [{ leadPhone: "+14155550100", firstName: "Anna" }],
    });
    expect(loaded.body.inserted).toBe(1);
    const answer = await claim;
    expect([401, 404]).toContain(answer.status);
    expect(JSON.stringify(answer.body)).not.toContain("Anna");
    await program.request("POST", `${account}/lead-actions`, { action: "DELETE_LEADS", allLeads: true });
  });
});

test("a waiting claim is refused when its user becomes a viewer", async () => {
  const user = await program.as("dialer");
  const claim = user.request("POST", `${account}/dialer/claims`, { campaignId, waitSeconds: 20 });
  await sleep(300);
  await program.request("PATCH", `${account}/users/${user.userId}`, { role: "viewer" });
  expect((await claim).status).toBe(403);
});

test("a waiting claim is refused within a second or two of the loss, although nothing happens", async () => {
  const user = await program.as("dialer");
  const claim = user.request("POST", `${account}/dialer/claims`, { campaignId, waitSeconds: 20 });
  await sleep(300);
  await program.request("DELETE", `${account}/users/${user.userId}`);
  const startedAt = performance.now();
  expect((await claim).status).toBe(401);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test.each([
  ["POST", "/users", { email: "new@example.com", password: "correct horse battery 9", role: "admin" }],
  ["POST", "/invitations", { email: "new@example.com", firstName: "", lastName: "", role: "admin" }],
  ["POST", "/campaigns/1/leads", { leads: [{ leadPhone: "+14155550177" }] }],
  ["POST", "/dial-groups", { dialGroupName: "Late" }],
])("%s %s is refused when its caller is deleted before the body has arrived", async (method, path, given) => {
  const user = await program.as("admin");
  const body = JSON.stringify(given);
  const { port } = new URL(program.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    `${method} ${account}${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${user.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.slice(0, 5)}`,
  );
  await sleep(200);
  await program.request("DELETE", `${account}/users/${user.userId}`);
  await sleep(200);
  socket.write(body.slice(5));
  expect(String(await text(socket))).toMatch(/^HTTP\/1\.1 401 /);
});

test("a request that waits for its action is refused when the user is deleted meanwhile", async () => {
  const user = await program.as("manager");
  const lock = await program.db.pool.connect();
  await program.request("POST", `${account}/campaigns/${campaignId}/leads`, {
    leads: Array.from({ length: 3000 }, (_, i) => ({ leadPhone: `+1415555${String(i).padStart(4, "0")}` })),
  });
  await lock.query("begin");
  await lock.query("select from lead where lead_id = (select min(lead_id) from lead) for update");
  const action = user.request("POST", `${account}/lead-actions`, { action: "PAUSE_LEADS", allLeads: true });
  await sleep(500);
  await program.request("DELETE", `${account}/users/${user.userId}`);
  const { status } = await action;
  await lock.query("rollback");
  lock.release();
  expect(status).toBe(401);
});
