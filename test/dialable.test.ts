import fc from "fast-check";
import { DateTime } from "luxon";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../src/db/database.ts";
import { identifier, join, sql } from "../src/db/sql.ts";
import { claimLeads } from "../src/dialer/claims/claim.ts";
import { readQueue } from "../src/dialer/rules/queue.ts";
import { refillCampaign } from "../src/dialer/rules/refill.ts";
import { findAction } from "../src/leads/catalogue.ts";
import { acceptAction } from "../src/leads/engine/accept-action.ts";
import { scopeOf } from "../src/leads/search/scope.ts";
import { leadStates } from "../src/leads/state.ts";
import { testDatabase } from "./support/database.ts";
import { addAccount, addAgent, addCampaign, addLeads, addList, type TestCampaign } from "./support/leads.ts";

// Restates the rules of dialing in plain code over plain data. For random campaigns, leads, and moments, both versions must agree on
// every lead and on the order.

let db: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ db, drop } = await testDatabase());
});
afterAll(() => drop());

const minute = 60_000;
const zones = ["America/New_York", "America/Los_Angeles", "Asia/Kolkata", "America/St_Johns"];
const moments = [
  "2026-07-01T15:00:00Z",
  "2026-03-08T07:10:00Z",
  "2026-11-01T05:40:00Z",
  "2028-02-29T23:30:00Z",
  "2026-07-05T01:20:00Z",
];
const windows = ["00002400", "00002359", "08002100", "00000000", "22000200", "20000000", "02300400"];
/** When some do-not-call entries end, in minutes from now. */
const ending = 45;
const dispositions = { "Call again": true, Sale: false };

const anyLead = fc.record({
  campaign: fc.nat(1),
  list: fc.nat(1),
  state: fc.oneof(
    { weight: 9, arbitrary: fc.constant("READY") },
    { weight: 3, arbitrary: fc.constantFrom("CALLBACK", "AGENT-CALLBACK", "PENDING-CALLBACK") },
    fc.constantFrom(...leadStates),
  ),
  suppressed: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  /** Minutes from now. */
  due: fc.constantFrom(-600, -30, -30, -30, -30, -20, -10, 0, 0, 1),
  callback: fc.constantFrom(-60, -30, -1, 0, 0, 30),
  callbackAgent: fc.constantFrom(null, null, 0, 1),
  reserved: fc.constantFrom(null, null, null, null, null, null, 0, 1),
  passes: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
  maxPasses: fc.constantFrom(null, null, null, 1, 5),
  daily: fc.constantFrom(0, 0, 1, 2),
  dailyToday: fc.boolean(),
  dials: fc.constantFrom(0, 1, 2, 3, 4, 5),
  immediate: fc.boolean(),
  priorityRequeue: fc.boolean(),
  priority: fc.constantFrom(999, 999, 1, 50),
  system: fc.constantFrom(null, "ANSWER", "NOANSWER"),
  agentDisposition: fc.constantFrom(null, "Call again", "Sale", "Gone"),
  zone: fc.constantFrom(...zones),
  physicalState: fc.constantFrom(null, "CA", "california ", "TX", "Nowhere"),
  /** Indexes into the phone book; leads share few of them. */
  phones: fc.uniqueArray(
    fc.oneof({ weight: 1, arbitrary: fc.nat(11) }, { weight: 3, arbitrary: fc.integer({ min: 12, max: 999 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  externId: fc.constantFrom(null, null, "good", "bad", "was bad", "ending"),
});
type Drawn<T> = T extends fc.Arbitrary<infer V> ? Plain<V> : never;
/** Widens literal types of drawn constants to their base types. */
type Plain<T> = {
  [K in keyof T]: T[K] extends number | null
    ? T[K] extends number
      ? number
      : number | null
    : T[K] extends string | null
      ? T[K] extends string
        ? string
        : string | null
      : T[K];
};
type Lead = Drawn<typeof anyLead>;

const anyCampaign = fc.record({
  isActive: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 0),
  priority: fc.integer({ min: 1, max: 5 }),
  order: fc.nat(4),
  maxPasses: fc.constantFrom(1, 3, 3, 3),
  maxDailyPasses: fc.constantFrom(-1, -1, 2),
  maxDialLimit: fc.constantFrom(-1, -1, -1, 5),
  week: fc.oneof(
    { weight: 2, arbitrary: fc.constant(Array.from({ length: 7 }, () => "00002400")) },
    fc.array(fc.constantFrom(...windows), { minLength: 7, maxLength: 7 }),
  ),
  /** Minutes from now. */
  starts: fc.constantFrom(null, null, null, null, -60, 0, 1),
  ends: fc.constantFrom(null, null, null, null, 60, 0),
  /** One per list. */
  paused: fc.constantFrom(false, false, false, true),
  listPriority: fc.nat(3),
});
type Campaign = Drawn<typeof anyCampaign>;

const anyWorld = fc.record({
  now: fc.constantFrom(...moments),
  /** Whether queues are filled beforehand; otherwise the first claim fills them. */
  queued: fc.constantFrom(true, true, true, false),
  group: fc.record({
    listPriority: fc.boolean(),
    absolute: fc.boolean(),
    afterMaxPass: fc.boolean(),
    afterMaxDaily: fc.boolean(),
  }),
  campaigns: fc.tuple(anyCampaign, anyCampaign),
  leads: fc.array(anyLead, { minLength: 16, maxLength: 28, size: "max" }),
  barred: fc.subarray([0, 1, 2]),
  /** Numbers whose do-not-call entries end later. */
  barredForNow: fc.subarray([5, 6]),
  /** Numbers whose do-not-call entries have ended. */
  wasBarred: fc.subarray([3, 4]),
  attempts: fc.constantFrom(null, null, 1, 2),
  /** Numbers dialed today or yesterday. */
  dialed: fc.array(fc.tuple(fc.nat(11), fc.boolean()), { maxLength: 5 }),
  texas: fc.constantFrom(null, "00000000", "00002400"),
  holiday: fc.constantFrom(null, null, null, null, "everywhere", "California"),
  askedBy: fc.constantFrom(null, 0, 1),
  stopping: fc.constantFrom(null, null, null, null, null, 0, 1),
});
type World = Omit<Drawn<typeof anyWorld>, "leads" | "campaigns"> & { leads: Lead[]; campaigns: Campaign[] };

const phone = (n: number) => `+1415555${String(n).padStart(4, "0")}`;
const isCallback = ({ state }: Lead) => ["CALLBACK", "AGENT-CALLBACK", "PENDING-CALLBACK"].includes(state);

/** A world's holidays: local days around its moment, so that some of them apply. */
const holidayOf = ({ now, holiday, holidayOn = now.slice(0, 10) }: World & { holidayOn?: string | null }) =>
  holiday === null ? null : holidayOn;

function windowOpen(lead: Lead, campaign: Campaign, world: World & { holidayOn?: string | null }): boolean {
  const local = DateTime.fromISO(world.now, { zone: lead.zone });
  const inCalifornia = ["ca", "california"].includes((lead.physicalState ?? "").trim().toLowerCase());
  const holiday =
    world.holiday === "everywhere" || (world.holiday === "California" && inCalifornia) ? holidayOf(world) : null;
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(2, 4));
  const window = (day: DateTime) => {
    if (day.toISODate() === holiday) return "00000000";
    if (world.texas !== null && lead.physicalState === "TX") return world.texas;
    return campaign.week[day.weekday - 1] as string;
  };
  const at = local.hour * 60 + local.minute;
  const [today, yesterday] = [window(local), window(local.minus({ days: 1 }))];
  if (local.toISODate() === holiday) return false;
  const crosses = (text: string) => text !== "00000000" && minutes(text.slice(4)) < minutes(text);
  if (crosses(yesterday) && at < minutes(yesterday.slice(4))) return true;
  if (today === "00000000" || at < minutes(today)) return false;
  return crosses(today) || at < minutes(today.slice(4));
}

function allowed(lead: Lead, world: World): boolean {
  const campaign = world.campaigns[lead.campaign] as Campaign;
  const callback = isCallback(lead);
  const agent = world.askedBy;
  if (campaign.isActive === 0 || (campaign.isActive === 2 && !(callback && lead.callbackAgent !== null))) return false;
  if ((campaign.starts ?? -1) > 0 || (campaign.ends ?? 1) <= 0) return false;
  if (campaign.paused && lead.list === 1) return false;
  if (lead.state !== "READY" && !callback) return false;
  if (lead.suppressed || lead.due > 0 || (callback && lead.callback > 0)) return false;
  if (world.stopping === lead.campaign) return false;
  if (lead.reserved !== null && lead.reserved !== agent) return false;
  if (callback && lead.callbackAgent !== null && lead.callbackAgent !== agent) return false;
  // An appointment counts as a requeue, whatever the last disposition was.
  const beyond = (says: boolean) => callback && says;
  if (lead.passes >= (lead.maxPasses ?? campaign.maxPasses) && !beyond(world.group.afterMaxPass)) return false;
  const today = lead.dailyToday ? lead.daily : 0;
  if (campaign.maxDailyPasses >= 0 && today >= campaign.maxDailyPasses && !beyond(world.group.afterMaxDaily))
    return false;
  if (campaign.maxDialLimit >= 0 && lead.dials >= campaign.maxDialLimit) return false;
  if (lead.externId === "bad" || lead.externId === "ending") return false;
  return windowOpen(lead, campaign, world);
}

/** The number to dial, with today's attempts; undefined if all numbers are barred or used up. */
function nextPhone(lead: Lead, world: World, attempts: Map<number, number>): number | undefined {
  const free = lead.phones.filter((n) => !world.barred.includes(n) && !world.barredForNow.includes(n));
  const turn = free.map((_, i) => free[(lead.dials + i) % free.length] as number);
  return turn.find((n) => world.attempts === null || (attempts.get(n) ?? 0) < world.attempts);
}

/** Whether only time keeps a lead from being dialed that is not dialable now. */
function keptByTime(lead: Lead, world: World): boolean {
  const campaign = world.campaigns[lead.campaign] as Campaign;
  const never = [...world.barred];
  const begun = [...world.campaigns];
  begun[lead.campaign] = {
    ...campaign,
    starts: null,
    maxDailyPasses: -1,
    week: Array.from({ length: 7 }, () => "00002400"),
  };
  if (!lead.phones.some((n) => !never.includes(n))) return false;
  const free = {
    ...lead,
    due: -1,
    callback: -1,
    physicalState: null,
    externId: lead.externId === "bad" ? "bad" : null,
  };
  return allowed(free, { ...world, campaigns: begun, holiday: null });
}

/** The account day (New York) on which time lets the lead be dialed, given today's calls and assuming no further ones. */
function dialableOn(lead: Lead, world: World, attempts: Map<number, number>): "today" | "tomorrow" | "later" {
  const now = DateTime.fromISO(world.now, { zone: "America/New_York" });
  const dayEnds = now.startOf("day").plus({ days: 1 });
  const dayAfter = dayEnds.plus({ days: 1 });
  const campaign = world.campaigns[lead.campaign] as Campaign;
  const moments = [1, 30, ending].map((minutes) => now.plus({ minutes }));
  // In all these zones, windows open on a half hour of UTC.
  for (let at = now.startOf("hour"); at < dayAfter; at = at.plus({ minutes: 30 })) moments.push(at);
  moments.push(dayEnds);
  const found = moments
    .filter((at) => at >= now && at < dayAfter)
    .sort((a, b) => a.toMillis() - b.toMillis())
    .find((at) => {
      const passed = at.diff(now).as("minutes");
      const newDay = at >= dayEnds;
      const then: Lead = {
        ...lead,
        due: lead.due - passed,
        callback: lead.callback - passed,
        dailyToday: lead.dailyToday && !newDay,
        externId: lead.externId === "ending" && passed >= ending ? null : lead.externId,
      };
      const campaigns = [...world.campaigns];
      campaigns[lead.campaign] = {
        ...campaign,
        starts: campaign.starts === null ? null : campaign.starts - passed,
        ends: campaign.ends === null ? null : campaign.ends - passed,
      };
      const barred = passed >= ending ? [] : world.barredForNow;
      const there = {
        ...world,
        now: at.toUTC().toISO() ?? "",
        campaigns,
        barredForNow: barred,
        holidayOn: holidayOf(world),
      };
      return allowed(then, there) && nextPhone(then, there, newDay ? new Map() : attempts) !== undefined;
    });
  if (!found) return "later";
  return found < dayEnds ? "today" : "tomorrow";
}

/** The sort keys of the order, most significant first; ids come last. */
function place(lead: Lead, id: number, world: World, lists: number[][]): number[] {
  const campaign = world.campaigns[lead.campaign] as Campaign;
  const callback = isCallback(lead);
  const listId = lists[lead.campaign]?.[lead.list] ?? 0;
  const loaded = [lead.passes, lead.passes, id, -id, lead.priority][campaign.order] as number;
  return [
    callback ? 0 : 1,
    callback ? lead.callback : 0,
    world.group.absolute ? -campaign.priority : 0,
    lead.immediate ? 0 : 1,
    lead.priorityRequeue ? 0 : 1,
    -campaign.priority,
    world.group.listPriority && lead.list === 1 ? -campaign.listPriority : 0,
    loaded,
    // A test loads its lists at the same time, so the newer list is the one with the greater id. Among others, these come last.
    campaign.order === 0 ? -listId : 0,
    id,
  ];
}

function attemptsSoFar(world: World): Map<number, number> {
  const attempts = new Map<number, number>();
  for (const [n, isToday] of world.dialed) if (isToday) attempts.set(n, (attempts.get(n) ?? 0) + 1);
  return attempts;
}

/**
 * What claims hand out of some leads, in order, and how often each number has then been dialed today. With `holding`, a held lead
 * keeps others with one of its numbers from being handed out; otherwise each claim ends before the next.
 */
function handedOut(world: World, ids: number[], lists: number[][], holding: boolean, of: (lead: Lead) => boolean) {
  const attempts = attemptsSoFar(world);
  const held = new Set<number>();
  const claims = world.leads
    .map((lead, i) => ({ lead, id: ids[i] as number, place: place(lead, ids[i] as number, world, lists) }))
    .filter(({ lead }) => of(lead) && allowed(lead, world))
    .sort((a, b) => compare(a.place, b.place))
    .flatMap(({ lead, id, place: key }) => {
      const dialed = nextPhone(lead, world, attempts);
      if (dialed === undefined || (holding && lead.phones.some((n) => held.has(n)))) return [];
      for (const n of lead.phones) held.add(n);
      attempts.set(dialed, (attempts.get(dialed) ?? 0) + 1);
      return [{ id, key, phone: phone(dialed) }];
    });
  return Object.assign(claims, { attempts });
}

const compare = (a: number[], b: number[]) =>
  a.map((x, i) => x - (b[i] as number)).find((difference) => difference !== 0) ?? 0;

async function build(world: World) {
  const accountId = await addAccount(db);
  const now = new Date(world.now);
  const at = (minutes: number | null) => (minutes === null ? null : new Date(now.getTime() + minutes * minute));
  await db.execute(
    sql`update account set attempts_per_phone_per_day = ${world.attempts} where account_id = ${accountId}`,
  );
  const first = await addCampaign(db, accountId);
  const second = await addCampaign(db, accountId, first.dialGroupId);
  const agents = [await addAgent(db, accountId, first.dialGroupId), await addAgent(db, accountId, first.dialGroupId)];
  const { listPriority, absolute, afterMaxPass, afterMaxDaily } = world.group;
  await db.execute(sql`
    update dial_group set enable_list_priority = ${listPriority}, enable_absolute_priority = ${absolute},
      enable_callbacks_after_max_pass = ${afterMaxPass}, enable_callbacks_after_max_daily_pass = ${afterMaxDaily}
    where account_id = ${accountId}
  `);
  const lists: number[][] = [];
  for (const [i, { campaignId, listId }] of [first, second].entries()) {
    const campaign = world.campaigns[i] as Campaign;
    const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(
      (day, n) => sql`${identifier(`${day}_sched`)} = ${campaign.week[n]}`,
    );
    await db.execute(sql`
      update campaign set is_active = ${campaign.isActive}, campaign_priority = ${campaign.priority}, dial_loaded_order = ${campaign.order},
        max_passes = ${campaign.maxPasses}, max_daily_passes = ${campaign.maxDailyPasses}, max_dial_limit = ${campaign.maxDialLimit},
        start_date = ${at(campaign.starts)}, end_date = ${at(campaign.ends)}, ${join(week, sql`, `)}
      where account_id = ${accountId} and campaign_id = ${campaignId}
    `);
    const other = await addList(db, accountId, campaignId);
    await db.execute(sql`
      update lead_list set list_priority = ${campaign.listPriority}, list_state = ${campaign.paused ? "PAUSED" : "ACTIVE"}
      where account_id = ${accountId} and list_id = ${other}
    `);
    for (const [name, isRequeued] of Object.entries(dispositions)) {
      await db.execute(sql`
        insert into disposition (account_id, campaign_id, disposition_name, is_requeued) values (${accountId}, ${campaignId}, ${name}, ${isRequeued})
      `);
    }
    lists.push([listId, other]);
  }
  const today = DateTime.fromJSDate(now, { zone: "America/New_York" });
  const ids: number[] = [];
  for (const lead of world.leads) {
    const campaign: TestCampaign = {
      ...([first, second][lead.campaign] as TestCampaign),
      listId: lists[lead.campaign]?.[lead.list] as number,
    };
    const agent = (n: number | null) => (n === null ? null : (agents[n] as number));
    const [id] = await addLeads(db, campaign, [
      {
        lead_state: lead.state,
        suppressed: lead.suppressed,
        next_dial_time: at(lead.due) as Date,
        callback_at: isCallback(lead) ? at(lead.callback) : null,
        callback_agent_id: isCallback(lead) ? agent(lead.callbackAgent) : null,
        reserved_agent_id: agent(lead.reserved),
        pass_count: lead.passes,
        max_passes: lead.maxPasses,
        daily_pass_count: lead.daily,
        daily_pass_on: (lead.dailyToday ? today : today.minus({ days: 1 })).toISODate(),
        dial_count: lead.dials,
        immediate: lead.immediate,
        priority_requeue: lead.priorityRequeue,
        lead_priority: lead.priority,
        last_system_disposition: lead.system,
        last_agent_disposition: lead.agentDisposition,
        zone: lead.zone,
        state: lead.physicalState,
        phone: phone(lead.phones[0] as number),
        morePhones: lead.phones.slice(1).map(phone),
        extern_id: lead.externId,
      },
    ]);
    ids.push(id as number);
  }
  const entries = [
    ...world.barred.map((n) => ({ phone: phone(n), extern_id: null, ends: null })),
    ...world.barredForNow.map((n) => ({ phone: phone(n), extern_id: null, ends: at(ending) })),
    ...world.wasBarred.map((n) => ({ phone: phone(n), extern_id: null, ends: now })),
    { phone: null, extern_id: "bad", ends: null },
    { phone: null, extern_id: "ending", ends: at(ending) },
    { phone: null, extern_id: "was bad", ends: now },
  ];
  for (const entry of entries) {
    await db.execute(sql`
      insert into dnc_entry (account_id, phone, extern_id, dnc_tag_id, added_by, added_at, expires_at)
      values (${accountId}, ${entry.phone}, ${entry.extern_id}, 7, 'test', ${now}, ${entry.ends})
    `);
  }
  for (const [n, isToday] of world.dialed) {
    await db.execute(sql`
      insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, phone)
      values (${accountId}, 0, 0, 1, ${(isToday ? today : today.startOf("day").minus({ minutes: 1 })).toJSDate()}, 'NOANSWER', ${phone(n)})
    `);
  }
  if (world.texas !== null) {
    const w = world.texas;
    await db.execute(
      sql`insert into state_window values (${accountId}, 'USA', 'TX', ${w}, ${w}, ${w}, ${w}, ${w}, ${w}, ${w})`,
    );
  }
  if (world.holiday !== null) {
    const [country, state] = world.holiday === "California" ? ["USA", "CA"] : [null, null];
    await db.execute(sql`
      insert into holiday (account_id, holiday_date, country_id, state_id) values (${accountId}, ${holidayOf(world)}, ${country}, ${state})
    `);
  }
  const scope = await scopeOf(db, accountId);
  if (world.queued) for (const { campaignId } of [first, second]) await refillCampaign(db, scope, campaignId, 0, now);
  if (world.stopping !== null) {
    const { campaignId } = [first, second][world.stopping] as TestCampaign;
    // The action is only accepted: its jobs do not run in this test.
    await acceptAction(
      db,
      scope,
      { userId: 1, name: "ann@example.com" },
      {
        action: findAction("PAUSE_LEADS"),
        criteria: { campaignIds: [campaignId] },
        params: {},
        allLeads: false,
        inline: -1,
      },
      now,
    );
  }
  return { scope, now, ids, lists, agents, campaignIds: [first.campaignId, second.campaignId] };
}

test("claims hand out exactly the leads that a plain reading of the rules allows, in the promised order", async () => {
  let handed = 0;
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.integer({ min: 1, max: 5 }), async (world, max) => {
      // If leads share a number, the first one decides the other's fate, so the order must not depend on chance.
      for (const campaign of world.campaigns) if (campaign.order === 1) campaign.order = 0;
      const [one, other] = world.campaigns as [Campaign, Campaign];
      if (one.priority === other.priority) other.priority = (other.priority % 5) + 1;
      const { scope, now, ids, lists, agents, campaignIds } = await build(world);
      const expected = handedOut(world, ids, lists, true, () => true);
      const agentId = world.askedBy === null ? undefined : agents[world.askedBy];
      const queues = await Promise.all(
        campaignIds.map((campaignId) => readQueue(db, scope, { campaignId, agentId }, now)),
      );
      // Check each campaign on its own: if attempts are capped, dialing for one may use up numbers of the other.
      for (const [campaign, { dialableNow, laterToday, tomorrow, later }] of queues.entries()) {
        const alone = handedOut(world, ids, lists, false, (lead) => lead.campaign === campaign);
        const dialable = new Set(alone.map(({ id }) => id));
        const waiting = world.leads.filter(
          (lead, i) => lead.campaign === campaign && !dialable.has(ids[i] as number) && keptByTime(lead, world),
        );
        const sofar = attemptsSoFar(world);
        const when = waiting.map((lead) => {
          // A lead whose numbers others use up waits for the next day. A lead that waits for something else waits only for that.
          const isLeft = allowed(lead, world) && nextPhone(lead, world, sofar) !== undefined;
          return dialableOn(lead, world, isLeft ? alone.attempts : sofar);
        });
        const on = (day: string) => when.filter((one) => one === day).length;
        expect({ dialableNow, laterToday, tomorrow, later }).toEqual({
          dialableNow: alone.length,
          laterToday: on("today"),
          tomorrow: on("tomorrow"),
          later: on("later"),
        });
      }
      for (const queue of queues)
        expect(queue.total - queue.dialableNow).toBe(queue.notDialable.reduce((sum, { count }) => sum + count, 0));
      expect(queues.reduce((sum, { total }) => sum + total, 0)).toBe(world.leads.length);
      const claimed: { leadId: number; phone: string }[] = [];
      for (;;) {
        const some = await claimLeads(db, scope, { campaignIds, max, agentId, claimedBy: "test" }, now);
        claimed.push(...some);
        if (some.length < max) break;
      }
      const keyOf = new Map(expected.map(({ id, key }) => [id, key]));
      expect(claimed.map(({ leadId }) => keyOf.get(leadId))).toEqual(expected.map(({ key }) => key));
      const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
      expect(claimed.map(({ leadId: id, phone: to }) => ({ id, phone: to })).sort(byId)).toEqual(
        expected.map(({ id, phone: to }) => ({ id, phone: to })).sort(byId),
      );
      handed += claimed.length;
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 80), seed: Number(process.env.MODEL_SEED ?? 1), endOnFailure: true },
  );
  expect(handed).toBeGreaterThan(80);
}, 300_000);
