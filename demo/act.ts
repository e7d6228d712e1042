import type { Caller } from "../src/accounts/caller.ts";
import type { Database } from "../src/db/database.ts";
import { sql } from "../src/db/sql.ts";
import { findAction } from "../src/leads/catalogue.ts";
import { runAction } from "../src/leads/engine/work-on-action.ts";
import type { Criteria } from "../src/leads/search/criteria.ts";
import { scopeOf } from "../src/leads/search/scope.ts";

/**
 * Runs lead actions as the demo's manager, so that there is something to inspect and to undo: leads canceled, paused, suppressed,
 * reserved, and completed by hand.
 */
export async function runManagerActions(
  db: Database,
  caller: Pick<Caller, "userId" | "name">,
  accountId: number,
  now: Date,
) {
  const scope = await scopeOf(db, accountId);
  const campaigns = await db.query<{ name: string; id: number }>(sql`
    select campaign_name as name, campaign_id as id from campaign where account_id = ${accountId}
  `);
  const ids = new Map(campaigns.map(({ name, id }) => [name, id]));
  const campaignIds = (...names: string[]) => names.map((name) => ids.get(name) as number);
  const { agentId } = await db.one<{ agentId: number }>(sql`
    select agent_id as "agentId" from agent where account_id = ${accountId} and username = 'renata.silva@example.com'
  `);
  const run = (name: string, criteria: Criteria, params: object = {}) =>
    runAction(db, scope, caller, { action: findAction(name), criteria, params, allLeads: false }, now);

  await run("CANCEL_LEADS", { campaignIds: campaignIds("Trade Fair Follow-up"), leadStates: ["READY"] });
  await run("PAUSE_LEADS", {
    campaignIds: campaignIds("Senior Health Plans"),
    physicalStates: ["FL"],
    leadStates: ["READY"],
  });
  await run("SUPPRESS_LEADS", { campaignIds: campaignIds("Home Solar Quotes"), auxData3: "Tenant" });
  await run(
    "AGENT_RESERVATION",
    { campaignIds: campaignIds("Policy Renewals"), auxData4: "22 years*", leadStates: ["READY"] },
    {
      RESERVATION_AGENT_ID: agentId,
    },
  );
  await run(
    "MANUAL_LEADS",
    { campaignIds: campaignIds("Policy Renewals"), auxData4: "21 years*", leadStates: ["READY"] },
    {
      PASS_DISPOSITION: "Renewed",
    },
  );
}
