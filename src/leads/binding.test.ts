import { expect, test } from "vitest";
import { now, testAccount } from "../../test/support/account.ts";
import { addLeads } from "../../test/support/leads.ts";
import { sql } from "../db/sql.ts";
import { stoppedLeads } from "./binding.ts";
import { findAction } from "./catalogue.ts";
import { acceptAction } from "./engine/accept-action.ts";
import { workOnAction } from "./engine/work-on-action.ts";
import { scopeOf } from "./search/scope.ts";

const at = testAccount();

async function accept(name: string): Promise<number> {
  const criteria = { campaignIds: [at.campaign.campaignId], leadStates: ["READY" as const] };
  const request = { action: findAction(name), criteria, params: {}, allLeads: false, inline: 0 };
  const caller = { userId: 1, name: "ann@example.com" };
  return (await acceptAction(at.db, await scopeOf(at.db, at.accountId), caller, request, now)).actionId;
}

/** Those of these leads that running stops keep from claims. */
async function stopped(leadIds: number[]): Promise<number[]> {
  const scope = await scopeOf(at.db, at.accountId);
  return await at.db.transaction(async (tx) => {
    const condition = await stoppedLeads(tx, scope);
    const rows = await tx.query<{ lead_id: number }>(sql`
      select lead_id from lead
      where account_id = ${at.accountId} and lead_id = any (${leadIds}::bigint[]) and (${condition})
      order by lead_id
    `);
    return rows.map(({ lead_id }) => lead_id);
  });
}

test("a running stop keeps matching leads from being claimed, but not leads added after it was accepted", async () => {
  const before = await addLeads(at.db, at.campaign, [{}, { lead_state: "COMPLETE" }, {}]);
  const [ready, complete, alsoReady] = before as [number, number, number];
  await accept("READY_LEADS");
  expect(await stopped(before)).toEqual([]);
  const actionId = await accept("PAUSE_LEADS");
  const later = await addLeads(at.db, at.campaign, [{}]);
  expect(await stopped([...before, ...later])).toEqual([ready, alsoReady]);
  // The stop goes by the state of a lead when it is claimed.
  await at.db.execute(sql`update lead set lead_state = 'READY' where lead_id = ${complete}`);
  expect(await stopped([...before, ...later])).toEqual(before);
  await workOnAction(at.db, at.accountId, actionId, new AbortController().signal);
  await at.db.execute(sql`update lead set lead_state = 'READY' where lead_id = ${ready}`);
  expect(await stopped([...before, ...later])).toEqual([]);
});
