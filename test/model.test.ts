import fc from "fast-check";
import { expect, test } from "vitest";
import { sql } from "../src/db/sql.ts";
import { claimLeads } from "../src/dialer/claims/claim.ts";
import { releaseClaim } from "../src/dialer/claims/release.ts";
import { sweepClaims } from "../src/dialer/claims/sweep.ts";
import { connectClaim, renewClaim } from "../src/dialer/passes/claim-steps.ts";
import { completeClaim } from "../src/dialer/passes/complete.ts";
import { findAction } from "../src/leads/catalogue.ts";
import { acceptAction, acceptUndo } from "../src/leads/engine/accept-action.ts";
import { type ActionRecord, readAction } from "../src/leads/engine/action-record.ts";
import { workOnAction } from "../src/leads/engine/work-on-action.ts";
import { loadLeads } from "../src/leads/load/load-leads.ts";
import { scopeOf } from "../src/leads/search/scope.ts";
import { leadStates, type SystemDisposition, stickyStates } from "../src/leads/state.ts";
import { testAccount } from "./support/account.ts";
import { addCampaign } from "./support/leads.ts";

// Runs random steps on the database and on a plain model of leads. After every step, both must agree on every lead and on what the step
// did.

const at = testAccount();
const caller = { userId: 1, name: "model@example.com" };
const minute = 60_000;
const start = Date.UTC(2026, 6, 1, 15);

/** The lead columns that the steps touch; times in milliseconds. */
interface Columns {
  state: string;
  suppressed: boolean;
  passes: number;
  campaign: number;
  list: number;
  next: number;
  callback: number | null;
  callbackAgent: number | null;
  reserved: number | null;
  disposition: string | null;
  agentDisposition: string | null;
  lastPass: number | null;
}

interface Lead extends Columns {
  id: number;
  claim: number | null;
}

type Column = keyof Columns;
/** An action's effect on one lead: the columns it touched, before and after. */
type Entry = { id: number; before: Partial<Columns>; after: Partial<Columns> };

interface World {
  now: number;
  leads: Map<number, Lead>;
  homes: { campaign: number; list: number }[];
  /** Completed actions and undos with their effects. */
  actions: { id: number; root: number; entries: Entry[]; undoable: boolean; undone: boolean; bars: boolean }[];
  /** Leads whose phone is on the do-not-call list, with the action that added it. */
  barred: Map<number, number>;
  claims: Claim[];
}

interface Claim {
  id: number;
  leadId: number;
  agent: number | undefined;
  at: number;
  status: "PENDING" | "ACTIVE" | "ENDED" | "DONE";
  /** When it was released or lapsed, and whether that counted as a pass. */
  ended: { at: number; pass: boolean } | undefined;
}

interface Verb {
  name: string;
  params: (world: World) => object;
  /** Undefined if the lead is skipped. */
  effect: (lead: Lead, world: World, named: boolean) => Partial<Columns> | undefined;
}

const noCallback = { callback: null, callbackAgent: null };
const sticky = (lead: Lead, named: boolean) => stickyStates.includes(lead.state as never) && !named;

const verbs: Verb[] = [
  {
    name: "PAUSE_LEADS",
    params: () => ({}),
    effect: (lead) => (["DO-NOT-CALL", "PAUSED"].includes(lead.state) ? undefined : { ...noCallback, state: "PAUSED" }),
  },
  {
    name: "CANCEL_LEADS",
    params: () => ({}),
    effect: (lead) =>
      ["DO-NOT-CALL", "CANCELLED"].includes(lead.state) ? undefined : { ...noCallback, state: "CANCELLED" },
  },
  {
    name: "READY_LEADS",
    params: () => ({}),
    effect: (lead, _world, named) =>
      sticky(lead, named) || lead.state === "READY"
        ? undefined
        : lead.state === "PAUSED" && lead.callback !== null
          ? { state: "CALLBACK", callback: lead.callback, callbackAgent: lead.callbackAgent }
          : { ...noCallback, state: "READY" },
  },
  {
    name: "RESET_LEADS",
    params: () => ({}),
    effect: (lead, { now }, named) =>
      sticky(lead, named) ? undefined : { ...noCallback, state: "READY", passes: 0, next: now },
  },
  {
    name: "SUPPRESS_LEADS",
    params: () => ({}),
    effect: (lead) => (lead.suppressed ? undefined : { suppressed: true }),
  },
  {
    name: "UNSUPPRESS_LEADS",
    params: () => ({}),
    effect: (lead) => (lead.suppressed ? { suppressed: false } : undefined),
  },
  {
    name: "CALLBACK_LEADS",
    params: ({ now }) => ({ ACTION_TYPE: "ANY", CALLBACK_DATE: new Date(now + 30 * minute).toISOString() }),
    effect: (lead, { now }, named) =>
      sticky(lead, named)
        ? undefined
        : {
            state: "CALLBACK",
            callback: now + 30 * minute,
            callbackAgent: null,
            next: now + 30 * minute,
            // A callback for anyone clears the reservation.
            reserved: null,
          },
  },
  {
    name: "CALLBACK_LEADS",
    params: () => ({ ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: at.agentId }),
    effect: (lead, { now }, named) =>
      sticky(lead, named)
        ? undefined
        : { state: "AGENT-CALLBACK", callback: now, callbackAgent: at.agentId, next: now },
  },
  {
    name: "CALLBACK_LEADS",
    params: () => ({ ACTION_TYPE: "CANCEL" }),
    effect: (lead, _world, named) =>
      sticky(lead, named) || lead.callback === null ? undefined : { ...noCallback, state: "CALLBACK-CANCELLED" },
  },
  {
    name: "AGENT_RESERVATION",
    params: () => ({ RESERVATION_AGENT_ID: at.agentId }),
    // The callback moves to the agent too, so the action sets it even if it was already theirs.
    effect: ({ reserved, callbackAgent }) =>
      reserved === at.agentId
        ? undefined
        : { reserved: at.agentId, ...(callbackAgent === null ? {} : { callbackAgent: at.agentId }) },
  },
  {
    name: "AGENT_RESERVATION",
    params: () => ({ RESERVATION_AGENT_ID: 0 }),
    effect: (lead) => (lead.reserved === null ? undefined : { reserved: null }),
  },
  {
    name: "MOVE_TO_CAMPAIGN",
    params: ({ homes }) => ({ CAMPAIGN_ID: homes[1]?.campaign, LIST_ID: homes[1]?.list }),
    effect: (lead, { homes }) => (lead.list === homes[1]?.list ? undefined : homes[1]),
  },
  {
    name: "MANUAL_LEADS",
    params: () => ({ PASS_DISPOSITION: "Spoke", REQUEUE: true, PASS_DELAY: 15 }),
    effect: (lead, { now }, named) =>
      sticky(lead, named)
        ? undefined
        : {
            ...noCallback,
            state: "READY",
            next: now + 15 * minute,
            passes: lead.passes + 1,
            disposition: "MANUAL_PASS",
            agentDisposition: "Spoke",
            lastPass: now,
          },
  },
  {
    name: "MANUAL_LEADS",
    params: () => ({ PASS_DISPOSITION: "Stop", DO_NOT_CALL: true }),
    effect: (lead, { now }, named) =>
      sticky(lead, named)
        ? undefined
        : {
            ...noCallback,
            state: "DO-NOT-CALL",
            passes: lead.passes + 1,
            disposition: "MANUAL_PASS",
            agentDisposition: "Stop",
            lastPass: now,
          },
  },
];

type Step =
  | { kind: "load"; count: number }
  | { kind: "act"; verb: number; states: string[] | null; picks: number[]; inBatches: boolean; limit: number | null }
  | { kind: "delete"; picks: number[] }
  | { kind: "undo"; pick: number; inBatches: boolean }
  | { kind: "claim"; max: number; byAgent: boolean }
  | { kind: "connect" | "renew" | "release"; pick: number }
  | { kind: "sweep" }
  | { kind: "complete"; pick: number; disposition: SystemDisposition; appoints: boolean };

const picks = fc.array(fc.nat(30), { minLength: 1, maxLength: 10 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("load" as const), count: fc.integer({ min: 1, max: 6 }) }),
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("act" as const),
      verb: fc.nat(verbs.length - 1),
      states: fc.option(fc.subarray([...leadStates], { minLength: 1 }), { nil: null, freq: 2 }),
      picks,
      inBatches: fc.boolean(),
      limit: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null, freq: 1 }),
    }),
  },
  fc.record({ kind: fc.constant("delete" as const), picks: fc.array(fc.nat(30), { maxLength: 2 }) }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("undo" as const), pick: fc.nat(30), inBatches: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      max: fc.integer({ min: 1, max: 4 }),
      byAgent: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("connect" as const, "renew" as const, "release" as const),
      pick: fc.nat(30),
    }),
  },
  fc.record({ kind: fc.constant("sweep" as const) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("complete" as const),
      pick: fc.nat(30),
      appoints: fc.boolean(),
      disposition: fc.constantFrom<SystemDisposition>(
        "ANSWER",
        "BUSY",
        "NOANSWER",
        "INTERCEPT",
        "DISCONNECT",
        "APP_DNC",
      ),
    }),
  },
);

/** Whether the lead is still as the entry's action left it. */
const unmoved = (lead: Lead | undefined, { after }: Entry): lead is Lead =>
  lead !== undefined &&
  (Object.keys(after) as Column[]).every((column) => lead[column] === after[column]) &&
  // An appointment made by a call while the lead was already paused.
  !(after.state === "PAUSED" && !after.callback && lead.callback !== null);

function changeLead(lead: Lead, change: Partial<Columns>): Entry {
  const before: Partial<Columns> = {};
  const after: Partial<Columns> = {};
  for (const column of Object.keys(change) as Column[]) {
    // A column that was null and stays null is not touched.
    if (lead[column] === null && change[column] === null) continue;
    Object.assign(before, { [column]: lead[column] });
    Object.assign(after, { [column]: change[column] });
  }
  Object.assign(lead, change);
  return { id: lead.id, before, after };
}

async function finished(record: ActionRecord): Promise<ActionRecord> {
  if (record.status === "RUNNING")
    await workOnAction(at.db, at.accountId, record.actionId, new AbortController().signal, 3);
  return await readAction(at.db, at.accountId, record.actionId);
}

const chosen = (world: World, numbers: number[]) => {
  const ids = [...world.leads.keys()];
  return ids.length === 0 ? [] : [...new Set(numbers.map((n) => ids[n % ids.length] as number))];
};

let nextPhone = 4156000000;

/** Runs a step in the database and in the model and compares what they report. */
async function take(step: Step, world: World): Promise<void> {
  const { db, accountId } = at;
  const scope = await scopeOf(db, accountId);
  const now = new Date(world.now);
  switch (step.kind) {
    case "load": {
      const { campaign } = world.homes[0] as World["homes"][number];
      const rows = Array.from({ length: step.count }, () => ({ leadPhone: String(nextPhone++) }));
      const { results, listId } = await loadLeads(db, { accountId, campaignId: campaign, rows, caller, now });
      for (const result of results) {
        const { leadId: id } = result as { leadId: number };
        world.leads.set(id, {
          id,
          campaign,
          list: listId as number,
          state: "READY",
          suppressed: false,
          passes: 0,
          next: world.now,
          callback: null,
          callbackAgent: null,
          reserved: null,
          disposition: null,
          agentDisposition: null,
          lastPass: null,
          claim: null,
        });
      }
      return;
    }
    case "act": {
      const verb = verbs[step.verb] as Verb;
      const leadIds = chosen(world, step.picks);
      const criteria = { leadIds, ...(step.states ? { leadStates: step.states } : {}) };
      const request = {
        action: findAction(verb.name),
        criteria,
        params: verb.params(world),
        allLeads: false,
        ...(step.limit === null ? {} : { limit: step.limit }),
        ...(step.inBatches ? { inline: 0 } : {}),
      };
      const record = await finished(await acceptAction(db, scope, caller, request, now));
      const selected = leadIds
        .sort((a, b) => a - b)
        .map((id) => world.leads.get(id) as Lead)
        .filter((lead) => !step.states || step.states.includes(lead.state))
        .slice(0, step.limit ?? leadIds.length);
      const entries = selected.flatMap((lead) => {
        const change = verb.effect(lead, world, step.states?.includes(lead.state) ?? false);
        return change ? [changeLead(lead, change)] : [];
      });
      expect({ status: record.status, matched: record.matched, changed: record.changed }).toEqual({
        status: "DONE",
        matched: selected.length,
        changed: entries.length,
      });
      const bars = (verb.params(world) as { DO_NOT_CALL?: boolean }).DO_NOT_CALL === true;
      if (bars) for (const { id } of entries) if (!world.barred.has(id)) world.barred.set(id, record.actionId);
      world.actions.push({ id: record.actionId, root: record.actionId, entries, undoable: true, undone: false, bars });
      return;
    }
    case "delete": {
      const leadIds = chosen(world, step.picks);
      const record = await finished(
        await acceptAction(
          db,
          scope,
          caller,
          { action: findAction("DELETE_LEADS"), criteria: { leadIds }, params: {}, allLeads: false },
          now,
        ),
      );
      expect(record.deleted).toBe(leadIds.length);
      for (const id of leadIds) world.leads.delete(id);
      world.actions.push({
        id: record.actionId,
        root: record.actionId,
        entries: [],
        undoable: false,
        undone: false,
        bars: false,
      });
      return;
    }
    case "undo": {
      const action = world.actions[step.pick % Math.max(1, world.actions.length)];
      if (!action) return;
      const undoing = acceptUndo(db, accountId, caller, action.id, undefined, now, step.inBatches ? 0 : undefined);
      if (!action.undoable || action.undone) {
        await expect(undoing).rejects.toMatchObject({ code: "NOT_UNDOABLE" });
        return;
      }
      const record = await finished(await undoing);
      const entries = action.entries.flatMap((entry) => {
        const lead = world.leads.get(entry.id);
        if (!unmoved(lead, entry)) return [];
        // A hold that has ended in the meantime does not come back.
        const lapsed = lead.claim === null && ["PENDING", "ACTIVE"].includes(entry.before.state ?? "");
        const { callback = null, callbackAgent = null } = entry.before;
        const state = byCallback({ callback, callbackAgent }, world);
        return [changeLead(lead, lapsed ? { ...entry.before, state } : entry.before)];
      });
      expect({ status: record.status, matched: record.matched, changed: record.changed }).toEqual({
        status: "DONE",
        matched: action.entries.length,
        changed: entries.length,
      });
      for (const { id } of action.bars ? entries : []) {
        if (world.barred.get(id) === action.root) world.barred.delete(id);
        else if (!world.barred.has(id)) world.barred.set(id, action.root);
      }
      action.undone = true;
      world.actions.push({
        id: record.actionId,
        root: action.root,
        entries,
        undoable: true,
        undone: false,
        bars: action.bars,
      });
      return;
    }
    case "claim": {
      const agentId = step.byAgent ? at.agentId : undefined;
      const campaignIds = world.homes.map((home) => home.campaign);
      const claims = await claimLeads(
        db,
        scope,
        { campaignIds, max: step.max, agentId, leaseSeconds: 120, claimedBy: "dialer" },
        now,
      );
      const isCallback = (lead: Lead) => ["CALLBACK", "AGENT-CALLBACK", "PENDING-CALLBACK"].includes(lead.state);
      const mine = (agent: number | null) => agent === null || agent === agentId;
      const dialable = [...world.leads.values()].filter(
        (lead) =>
          (lead.state === "READY" ||
            (isCallback(lead) && mine(lead.callbackAgent) && (lead.callback ?? 0) <= world.now)) &&
          !lead.suppressed &&
          lead.claim === null &&
          lead.next <= world.now &&
          (lead.passes < 3 || isCallback(lead)) &&
          mine(lead.reserved) &&
          !world.barred.has(lead.id),
      );
      const [first] = campaignIds;
      // Order: due callbacks, higher campaign priority, fewest passes, newest list.
      const inOrder = dialable.sort(
        (a, b) =>
          Number(isCallback(b)) - Number(isCallback(a)) ||
          (isCallback(a) ? (a.callback ?? 0) - (b.callback ?? 0) : 0) ||
          Number(b.campaign === first) - Number(a.campaign === first) ||
          a.passes - b.passes ||
          b.list - a.list ||
          a.id - b.id,
      );
      expect(claims.map((claim) => claim.leadId)).toEqual(inOrder.slice(0, step.max).map((lead) => lead.id));
      for (const { claimId, leadId } of claims) {
        Object.assign(world.leads.get(leadId) as Lead, { state: "PENDING", claim: claimId });
        world.claims.push({ id: claimId, leadId, agent: agentId, at: world.now, status: "PENDING", ended: undefined });
      }
      return;
    }
    case "connect":
    case "renew":
    case "release": {
      const claim = world.claims[step.pick % Math.max(1, world.claims.length)];
      if (!claim) return;
      const lead = world.leads.get(claim.leadId);
      const isOpen = claim.status === "PENDING" || claim.status === "ACTIVE";
      if (step.kind === "release") {
        const releasing = releaseClaim(db, accountId, claim.id, now);
        if (claim.status === "ACTIVE" || claim.status === "DONE") {
          await expect(releasing).rejects.toMatchObject({ code: "CONFLICT" });
          return;
        }
        if (!isOpen) {
          await releasing.catch(() => undefined);
          return;
        }
        await releasing;
        free(lead, claim, world);
        return;
      }
      const stepping =
        step.kind === "connect" ? connectClaim(db, scope, claim.id, now) : renewClaim(db, scope, claim.id, now);
      if (!isOpen) {
        await expect(stepping).rejects.toMatchObject({ code: "CONFLICT" });
        return;
      }
      const { dialable } = await stepping;
      if (step.kind === "connect") {
        claim.status = "ACTIVE";
        if (lead?.state === "PENDING") lead.state = "ACTIVE";
      }
      expect(dialable).toBe(lead !== undefined && mayStillBeCalled(lead, claim, world));
      return;
    }
    case "sweep": {
      await sweepClaims(db, now);
      for (const claim of world.claims) {
        const lead = world.leads.get(claim.leadId);
        if (claim.status === "PENDING") free(lead, claim, world);
        if (claim.status !== "ACTIVE") continue;
        Object.assign(claim, { status: "ENDED", ended: { at: world.now, pass: true } });
        if (lead) passed(lead, { disposition: "API_ERROR", world, claim, stays: stops.includes(lead.state) });
        if (lead) lead.claim = null;
      }
      return;
    }
    case "complete": {
      const claim = world.claims[step.pick % Math.max(1, world.claims.length)];
      if (!claim) return;
      const callback = step.appoints ? world.now + 30 * minute : undefined;
      const outcome = {
        claimId: claim.id,
        systemDisposition: step.disposition,
        ...(callback ? { callback: { at: new Date(callback) } } : {}),
      };
      const first = await completeClaim(db, scope, caller, outcome, now);
      expect(await completeClaim(db, scope, caller, outcome, now)).toEqual(first);
      const lead = world.leads.get(claim.leadId);
      const { ended, status } = claim;
      claim.status = "DONE";
      if (status === "DONE" || !lead) return;
      const { lastPass } = lead;
      const isLast = !ended || lastPass === null || (ended.pass ? lastPass <= ended.at : lastPass < ended.at);
      const isOthers = lead.claim !== null && lead.claim !== claim.id;
      const stays = isOthers || stops.includes(lead.state) || !isLast;
      if (!isOthers) lead.claim = null;
      const again = ended?.pass ?? false;
      passed(lead, { disposition: step.disposition, world, claim, stays, isLast, again, callback });
      return;
    }
  }
}

const stops = ["CANCELLED", "PAUSED", "DO-NOT-CALL", "TRANSITIONED"];

/** A claim ends without counting as a pass. */
function free(lead: Lead | undefined, claim: Claim, world: World): void {
  Object.assign(claim, { status: "ENDED", ended: { at: world.now, pass: false } });
  if (!lead) return;
  lead.claim = null;
  if (["PENDING", "ACTIVE"].includes(lead.state)) lead.state = byCallback(lead, world);
}

const byCallback = ({ callback, callbackAgent }: Pick<Lead, "callback" | "callbackAgent">, { now }: World) => {
  if (callback === null) return "READY";
  if (callbackAgent === null) return "CALLBACK";
  return callback > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
};

interface Pass {
  disposition: SystemDisposition;
  world: World;
  claim: Claim;
  /** The lead does not follow the outcome, unless it is do-not-call. */
  stays: boolean;
  isLast?: boolean;
  /** It replaces a pass that was counted before. */
  again?: boolean;
  callback?: number | undefined;
}

function passed(lead: Lead, { disposition, world, claim, stays, isLast = true, again = false, callback }: Pass): void {
  if (!again) lead.passes++;
  if (isLast) Object.assign(lead, { disposition, agentDisposition: null });
  if (isLast && !again) lead.lastPass = world.now;
  // A callback for anyone ends a reservation.
  const appointment =
    callback === undefined ? undefined : { callback, callbackAgent: null, reserved: null, next: callback };
  if (stays && disposition !== "APP_DNC") {
    const isOthers = lead.claim !== null && lead.claim !== claim.id;
    if (isOthers || lead.state === "PAUSED") Object.assign(lead, appointment);
    else if (lead.state === "READY" && appointment) Object.assign(lead, { state: "CALLBACK", ...appointment });
    return;
  }
  const states: Record<string, string> = {
    ANSWER: "COMPLETE",
    INTERCEPT: "INTERCEPT",
    DISCONNECT: "DISCONNECTED",
    APP_DNC: "DO-NOT-CALL",
  };
  const state = states[disposition] ?? "READY";
  // Someone else made it during the call.
  const since = lead.callback !== null && lead.callback > claim.at && state === "READY";
  if (since) Object.assign(lead, { state: byCallback(lead, world), next: lead.callback });
  else Object.assign(lead, { ...noCallback, state, next: world.now + 60 * minute });
  if (disposition !== "APP_DNC" && appointment) Object.assign(lead, { state: "CALLBACK", ...appointment });
}

/** What a claim's holder learns about its lead. */
function mayStillBeCalled(lead: Lead, { agent }: Claim, world: World): boolean {
  const isHeld = ["PENDING", "ACTIVE"].includes(lead.state);
  const isCallback = lead.state.includes("CALLBACK")
    ? lead.state !== "CALLBACK-CANCELLED"
    : isHeld && lead.callback !== null;
  const isMine = (one: number | null) => one === null || one === agent;
  return (
    (isHeld || isCallback || lead.state === "READY") &&
    !lead.suppressed &&
    isMine(lead.reserved) &&
    (!isCallback || (isMine(lead.callbackAgent) && (lead.callback ?? 0) <= world.now)) &&
    (lead.passes < 3 || isCallback) &&
    !world.barred.has(lead.id) &&
    (isHeld || lead.next <= world.now)
  );
}

/** Reads the leads from the database in the model's form. */
async function leadsInDatabase(ids: number[]): Promise<Lead[]> {
  const time = (column: ReturnType<typeof sql>) => sql`(extract(epoch from ${column}) * 1000)::bigint`;
  return await at.db.query<Lead>(sql`
    select lead_id as id, campaign_id as campaign, list_id as list, lead_state as state, suppressed, pass_count as passes, ${time(sql`next_dial_time`)} as next,
      ${time(sql`callback_at`)} as callback, callback_agent_id as "callbackAgent", reserved_agent_id as reserved,
      last_system_disposition as disposition, last_agent_disposition as "agentDisposition", ${time(sql`last_pass_at`)} as "lastPass", claim_id as claim
    from lead where lead_id = any (${ids}::bigint[]) order by lead_id
  `);
}

test("loads, actions, undos, claims, and passes in random order match a plain model", async () => {
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 8, maxLength: 30, size: "max" }), async (steps) => {
      const homes = [
        await addCampaign(at.db, at.accountId, at.campaign.dialGroupId),
        await addCampaign(at.db, at.accountId, at.campaign.dialGroupId),
      ];
      await at.db.execute(
        sql`update campaign set campaign_priority = 5 where campaign_id = ${homes[0]?.campaignId ?? 0}`,
      );
      const world: World = {
        now: start,
        leads: new Map(),
        homes: homes.map(({ campaignId, listId }) => ({ campaign: campaignId, list: listId })),
        actions: [],
        barred: new Map(),
        claims: [],
      };
      const ever = new Set<number>();
      for (const step of [{ kind: "load" as const, count: 6 }, ...steps]) {
        await take(step, world);
        for (const id of world.leads.keys()) ever.add(id);
        expect(await leadsInDatabase([...ever]), JSON.stringify(step)).toEqual([...world.leads.values()]);
        world.now += 10 * minute;
      }
      changes += world.actions.reduce((sum, action) => sum + action.entries.length, 0);
    }),
    { numRuns: 50, seed: Number(process.env.MODEL_SEED ?? 1), endOnFailure: process.env.MODEL_SEED !== undefined },
  );
  // If no action ever took effect, the comparison would prove nothing.
  expect(changes).toBeGreaterThan(400);
}, 300_000);
