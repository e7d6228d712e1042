import { beforeEach, expect, test } from "vitest";
import type { Caller } from "../src/accounts/caller.ts";
import { storeQuotas } from "../src/accounts/quotas.ts";
import { readConfig } from "../src/config.ts";
import { type LockKind, lock, lockKinds, tryLock } from "../src/db/locks.ts";
import { sql } from "../src/db/sql.ts";
import { claimLeads } from "../src/dialer/claims/claim.ts";
import { completeClaim } from "../src/dialer/passes/complete.ts";
import { refillCampaign } from "../src/dialer/rules/refill.ts";
import { createDncTag } from "../src/dnc/dnc-tags.ts";
import { findAction } from "../src/leads/catalogue.ts";
import { acceptAction } from "../src/leads/engine/accept-action.ts";
import { cancelAction, workOnAction } from "../src/leads/engine/work-on-action.ts";
import { loadLeads } from "../src/leads/load/load-leads.ts";
import { type Scope, scopeOf } from "../src/leads/search/scope.ts";
import { now, testAccount } from "./support/account.ts";
import { addCampaign, addLeads, type TestCampaign } from "./support/leads.ts";

// Holds each lock of the registry and checks that those who must wait for it do.

const at = testAccount();
const caller = { userId: 1, name: "ann@example.com" };
let scope: Scope;
let campaign: TestCampaign;
let leadId: number;
beforeEach(async () => {
  scope = await scopeOf(at.db, at.accountId);
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
  [leadId] = (await addLeads(at.db, campaign, [{}])) as [number];
  await at.db.execute(sql`update account set attempts_per_phone_per_day = null where account_id = ${at.accountId}`);
});

const claim = () => claimLeads(at.db, scope, { campaignIds: [campaign.campaignId], max: 1, claimedBy: "dialer" }, now);
const act = (action: string, inline?: number) =>
  acceptAction(
    at.db,
    scope,
    caller,
    {
      action: findAction(action),
      criteria: { leadIds: [leadId] },
      params: {},
      allLeads: false,
      ...(inline === undefined ? {} : { inline }),
    },
    now,
  );
const load = (count: number) =>
  loadLeads(at.db, {
    accountId: at.accountId,
    campaignId: campaign.campaignId,
    rows: Array.from({ length: count }, (_, i) => ({ leadPhone: String(2015550000 + i) })),
    duplicateHandling: "REMOVE_ALL_EXISTING",
    caller,
    now,
  });

interface WaitingTransaction {
  key: number | string;
  /** Waits for the lock; its result once the lock is free does not matter. */
  waits: () => Promise<unknown>;
}

/** For each kind of lock, a key and a caller that wants it. Adding a kind without an entry does not compile. */
const wanted: Record<Exclude<LockKind, "exportFile">, () => Promise<WaitingTransaction[]>> = {
  action: async () => {
    const { actionId } = await act("PAUSE_LEADS", 0);
    return [
      { key: actionId, waits: () => workOnAction(at.db, at.accountId, actionId, new AbortController().signal) },
      {
        key: actionId,
        waits: () =>
          cancelAction(at.db, { userId: 1, name: "ann@example.com" }, at.accountId, actionId).catch(() => undefined),
      },
    ];
  },
  claims: async () => [
    { key: at.accountId, waits: claim },
    { key: at.accountId, waits: () => refillCampaign(at.db, scope, campaign.campaignId, 1000, now) },
    // Once accepted for the background, a stop applies to claims.
    { key: at.accountId, waits: () => act("PAUSE_LEADS", 0) },
  ],
  attempts: async () => {
    await at.db.execute(sql`update account set attempts_per_phone_per_day = 3 where account_id = ${at.accountId}`);
    await refillCampaign(at.db, scope, campaign.campaignId, 0, now);
    return [{ key: at.accountId, waits: claim }];
  },
  passTarget: async () => {
    await at.db.execute(sql`
      insert into disposition (account_id, campaign_id, disposition_name, dest_campaign_id)
      values (${at.accountId}, ${campaign.campaignId}, 'Elsewhere', ${at.target.campaignId})
    `);
    const [one] = await claim();
    const outcome = { claimId: one?.claimId ?? 0, systemDisposition: "ANSWER" as const, agentDisposition: "Elsewhere" };
    return [{ key: at.target.campaignId, waits: () => completeClaim(at.db, scope, caller, outcome, now) }];
  },
  refill: async () => [
    // Its queue has never been filled, so the claim needs a refill.
    { key: campaign.campaignId, waits: claim },
    { key: campaign.campaignId, waits: () => refillCampaign(at.db, scope, campaign.campaignId, 1000, now) },
  ],
  campaignPhones: async () => [
    { key: campaign.campaignId, waits: () => load(1) },
    { key: campaign.campaignId, waits: () => load(101) },
  ],
  phone: async () => [{ key: `${at.accountId}/${campaign.campaignId}/+12015550000`, waits: () => load(1) }],
  quota: async () => {
    await storeQuotas(at.db, readConfig({ QUOTA_OTHERS: "900" }));
    const admin = { userId: 1, name: "ann@example.com", homeAccountId: at.accountId, roles: new Map() };
    const create = () =>
      at.db.transaction((tx) => createDncTag(tx, admin as unknown as Caller, at.accountId, `Tag ${now.getTime()}`));
    return [{ key: `dncTags of ${at.accountId}`, waits: create }];
  },
  deletions: async () => [{ key: at.accountId, waits: () => act("DELETE_LEADS") }],
};

const waiting = async (kind: LockKind) =>
  (
    await at.db.one<{ count: number }>(sql`
      select count(*) from pg_locks where locktype = 'advisory' and not granted and classid = ${lockKinds[kind]}
        and database = (select oid from pg_database where datname = current_database())
    `)
  ).count;

test.each(Object.keys(wanted) as (keyof typeof wanted)[])(
  "a caller that wants the lock %s waits for it",
  async (kind) => {
    for (const { key, waits } of await wanted[kind]()) {
      let over = false;
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: held, resolve: hold } = Promise.withResolvers<void>();
      const holder = at.db.transaction(async (tx) => {
        await lock(tx, kind, key);
        hold();
        await released;
      });
      await held;
      const waiter = waits().finally(() => {
        over = true;
      });
      await expect.poll(() => waiting(kind)).toBe(1);
      expect(over).toBe(false);
      release();
      await holder;
      await waiter;
    }
  },
);

test("tryLock fails while another transaction holds the lock", async () => {
  await at.db.transaction(async (tx) => {
    expect(await tryLock(tx, "exportFile", "1/1")).toBe(true);
    expect(await at.db.transaction((other) => tryLock(other, "exportFile", "1/1"))).toBe(false);
    expect(await at.db.transaction((other) => tryLock(other, "exportFile", "1/2"))).toBe(true);
  });
});
