import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { findAction } from "../../src/leads/catalogue.ts";
import type { ActionRecord } from "../../src/leads/engine/action-record.ts";
import { runAction } from "../../src/leads/engine/work-on-action.ts";
import type { Criteria } from "../../src/leads/search/criteria.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";
import { testDatabase } from "./database.ts";
import { journal } from "./journal.ts";
import { addAccount, addAgent, addCampaign, type TestCampaign } from "./leads.ts";

/** The current time in tests. */
export const now = new Date("2026-07-01T15:00:00.000Z");

/** A database with one account, two campaigns of one dial group, and an agent of that group. Each test file gets a new one. */
export interface TestAccount {
  db: Database;
  accountId: number;
  campaign: TestCampaign;
  target: TestCampaign;
  agentId: number;
  run(name: string, criteria: Criteria, params?: object, allLeads?: boolean): Promise<ActionRecord>;
}

export function testAccount(): TestAccount {
  const made = {} as TestAccount;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await testDatabase();
    drop = database.drop;
    const { db } = database;
    const accountId = await addAccount(db);
    const campaign = await addCampaign(db, accountId);
    Object.assign(made, {
      db,
      accountId,
      campaign,
      target: await addCampaign(db, accountId, campaign.dialGroupId),
      agentId: await addAgent(db, accountId, campaign.dialGroupId),
      run: async (name: string, criteria: Criteria, params: object = {}, allLeads = false) =>
        await runAction(
          db,
          await scopeOf(db, accountId),
          { userId: 1, name: "ann@example.com" },
          { action: findAction(name), criteria, params, allLeads },
          now,
        ),
    } satisfies TestAccount);
  });
  afterAll(() => drop());
  return made;
}

/** All columns of a lead except `state_at`, which every change of state updates. */
export async function leadColumns(db: Database, leadId: number): Promise<Record<string, unknown> | undefined> {
  const row = await db.maybe<Record<string, unknown>>(sql`select * from lead where lead_id = ${leadId}`);
  delete row?.state_at;
  return row;
}

export async function journalOf(db: Database, actionId: number): Promise<Record<string, unknown>[]> {
  return await db.query(sql`select * from (${journal}) as journal where action_id = ${actionId} order by lead_id`);
}
