import { afterEach, beforeEach, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";
import { serverSentEvents } from "../support/server-sent-events.ts";

// A Friday, 12:00 in New York.
const noon = new Date("2026-07-24T16:00:00Z");
const time = { now: noon };
let program: Program;
let base: string;
let campaign: TestCampaign;
let agentId: number;

// Each test has its own program, since figures cover a whole account.
beforeEach(async () => {
  time.now = noon;
  program = await startProgram({ clock: () => time.now });
  base = `/v1/accounts/${program.accountId}`;
  campaign = await addCampaign(program.db, program.accountId);
  agentId = await addAgent(program.db, program.accountId, campaign.dialGroupId);
});
afterEach(() => program.stop());

/** Moves the clock; in total less than a lease, or claims would lapse. */
const later = (seconds: number) => {
  time.now = new Date(time.now.getTime() + seconds * 1000);
};
const post = async (path: string, body?: object) => {
  const answer = await program.request("POST", `${base}/${path}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const claim = async (max = 1): Promise<number[]> => {
  const { claims } = await post("dialer/claims", { campaignId: campaign.campaignId, max });
  return claims.map(({ claimId }: { claimId: number }) => claimId);
};
const complete = (claimId: number, systemDisposition: string) =>
  post(`dialer/claims/${claimId}/complete`, { systemDisposition });

test("the floor's figures cover the last minutes: answers, abandoned calls, occupancy, and agent states", async () => {
  await addLeads(program.db, campaign, [{}, {}, {}, {}, {}, {}]);
  const idle = await addAgent(program.db, program.accountId, campaign.dialGroupId);
  const [one, two, three, four, five] = (await claim(6)) as [number, number, number, number, number];
  await complete(one, "NOANSWER");
  later(60);
  await post(`dialer/claims/${two}/connect`, { agentId });
  later(30);
  await complete(two, "ANSWER");
  await complete(three, "ABANDON");
  await complete(four, "MACHINE");
  later(8);
  await post(`dialer/claims/${five}/connect`, { agentId });
  later(12);
  const floor = (await program.request("GET", `${base}/dialer/floor?minutes=1`)).body;
  expect(floor).toMatchObject({ minutes: 1, at: time.now.toISOString() });
  expect(floor.campaigns).toEqual([
    {
      campaignId: campaign.campaignId,
      campaignName: "Campaign",
      dialGroupId: campaign.dialGroupId,
      fetched: 1,
      onCall: 1,
      wrapUp: 0,
      dialed: 3,
      answered: 2,
      abandoned: 1,
      answerRate: 66.7,
      abandonRate: 50,
      targetAbandonRate: 3,
      agents: 1,
      // 30 plus 12 of 50 seconds.
      occupancy: 84,
    },
  ]);
  const since = new Date(time.now.getTime() - 12_000).toISOString();
  expect(floor.agents).toMatchObject([{ agentId, state: "ON_CALL", since, calls: 1, occupancy: 84 }]);
  expect(floor.agents).not.toContainEqual(expect.objectContaining({ agentId: idle }));
  later(5);
  await post(`dialer/claims/${five}/hangup`, { systemDisposition: "ANSWER" });
  later(3);
  const wrapping = (await program.request("GET", `${base}/dialer/floor?minutes=1`)).body;
  expect(wrapping.campaigns).toMatchObject([{ onCall: 0, wrapUp: 1 }]);
  const hungUp = new Date(time.now.getTime() - 3000).toISOString();
  expect(wrapping.agents).toMatchObject([{ agentId, state: "WRAP_UP", since: hungUp }]);
  const hour = (await program.request("GET", `${base}/dialer/floor?minutes=10`)).body;
  expect(hour.campaigns).toMatchObject([{ dialed: 4 }]);
  expect(await program.request("GET", `${base}/dialer/floor?minutes=0`)).toMatchObject({ status: 400 });
});

test("the overview counts leads by state, calls by the hour, and due callbacks, and lists running actions", async () => {
  const stranger = await program.as(null);
  const before = (await program.request("GET", `${base}/overview`)).body;
  const at = (minutes: number) => new Date(time.now.getTime() + minutes * 60_000);
  await addLeads(program.db, campaign, [
    {},
    {},
    { suppressed: true },
    { lead_state: "PAUSED" },
    { lead_state: "CALLBACK", callback_at: at(-5) },
    { lead_state: "AGENT-CALLBACK", callback_at: at(-50), callback_agent_id: agentId },
    { lead_state: "PENDING-CALLBACK", callback_at: at(3), callback_agent_id: agentId },
    { lead_state: "PENDING-CALLBACK", callback_at: at(3 * 24 * 60), callback_agent_id: agentId },
    // Not served: the lead is suppressed, or the agent is gone.
    { lead_state: "CALLBACK", callback_at: at(-2), suppressed: true },
    { lead_state: "AGENT-CALLBACK", callback_at: at(-2), callback_agent_id: 4711 },
  ]);
  const [claimId] = (await claim()) as [number];
  await complete(claimId, "ANSWER");
  await program.db.execute(sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, phone)
    select ${program.accountId}, 1, ${campaign.campaignId}, 1, ${time.now}::timestamptz - days * interval '1 day', 'NOANSWER', '+14155550100'
    from unnest(array[6, 7, 8]) as days
  `);
  await program.db.execute(sql`
    insert into lead_action (account_id, action, status, criteria, params, requested_by, created_at)
    values (${program.accountId}, 'PAUSE_LEADS', 'RUNNING', '{}', '{}', 'ann', ${time.now})
  `);
  const { body } = await program.request("GET", `${base}/overview`);
  const mine = body.campaigns.find((one: { campaignId: number }) => one.campaignId === campaign.campaignId);
  expect(mine).toMatchObject({ leads: 10, suppressed: 2, dialGroupName: "Group", isActive: 1 });
  const states = mine.states.map(({ state, count }: { state: string; count: number }) => [state, count]);
  expect(Object.fromEntries(states)).toEqual({
    READY: 3,
    COMPLETE: 1,
    PAUSED: 1,
    CALLBACK: 1,
    "AGENT-CALLBACK": 2,
    "PENDING-CALLBACK": 2,
  });
  // The callback that was due first has been called.
  expect(body.callbacks).toEqual({
    due: before.callbacks.due + 1,
    laterToday: before.callbacks.laterToday + 1,
    byAgents: before.callbacks.byAgents + 1,
  });
  const hour = Number(
    new Intl.DateTimeFormat("en", { timeZone: "America/New_York", hour: "2-digit", hourCycle: "h23" }).format(time.now),
  );
  expect(body.hours).toHaveLength(24);
  expect(body.hours[hour]).toEqual({ hour, today: { passes: 1, answers: 1 }, lastWeek: { passes: 1, answers: 0 } });
  expect(body.runningActions).toMatchObject([{ action: "PAUSE_LEADS", status: "RUNNING" }]);
  expect(body.floor.campaigns).toMatchObject([{ campaignId: campaign.campaignId, dialed: 1 }]);
  expect((await stranger.request("GET", `${base}/overview`)).status).toBe(404);
  const theirs = await stranger.request("GET", `/v1/accounts/${stranger.accountId}/overview`);
  expect(theirs.body).toMatchObject({
    campaigns: [],
    callbacks: { due: 0 },
    runningActions: [],
    floor: { agents: [] },
  });
});

test("the event stream sends open claims first, then each claim, call, and outcome once", async () => {
  await addLeads(program.db, campaign, [{}, {}, {}]);
  const viewer = await program.as("viewer");
  const [open, freed] = (await claim(2)) as [number, number];
  const leaving = new AbortController();
  const news = serverSentEvents(program.url, viewer.token, `${base}/dialer/events?minutes=10`, leaving.signal);
  const told: string[] = [];
  /** Reads events until one reports something that happened. */
  const until = async (happened: string) => {
    for (let i = 0; i < 50 && !told.includes(happened); i++) {
      const { value } = await news.next();
      expect(value.event).toBe("floor");
      for (const { kind, claimId, systemDisposition } of value.data.events)
        told.push(`${kind} ${claimId ?? systemDisposition}`);
    }
    expect(told).toContain(happened);
  };
  const first = (await news.next()).value;
  expect(first.data).toMatchObject({
    more: 0,
    events: [open, freed].map((claimId) => ({ kind: "CLAIMED", claimId, campaignId: campaign.campaignId })),
    figures: { minutes: 10, campaigns: [{ campaignId: campaign.campaignId, fetched: 2 }] },
  });
  await post(`dialer/claims/${open}/dialing`);
  await until(`DIALING ${open}`);
  await post(`dialer/claims/${open}/connect`, { agentId });
  await until(`CONNECTED ${open}`);
  await post(`dialer/claims/${open}/hangup`, { systemDisposition: "ANSWER" });
  await until(`HUNG_UP ${open}`);
  await complete(open, "ANSWER");
  await until("OUTCOME ANSWER");
  await post(`dialer/claims/${freed}/release`);
  await until(`RELEASED ${freed}`);
  const [third] = (await claim()) as [number];
  await until(`CLAIMED ${third}`);
  await complete(third, "BUSY");
  await until("OUTCOME BUSY");
  expect(told).toEqual([...new Set(told)]);
  leaving.abort();
});

test("another account receives none of these events", async () => {
  await addLeads(program.db, campaign, [{}]);
  await claim();
  const stranger = await program.as(null);
  expect((await stranger.request("GET", `${base}/dialer/events`)).status).toBe(404);
  const leaving = new AbortController();
  const news = serverSentEvents(
    program.url,
    stranger.token,
    `/v1/accounts/${stranger.accountId}/dialer/events`,
    leaving.signal,
  );
  expect((await news.next()).value?.data).toMatchObject({ events: [], figures: { campaigns: [] } });
  leaving.abort();
});
