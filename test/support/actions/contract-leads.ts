import { identifier, join, type Sql, sql } from "../../../src/db/sql.ts";
import { type Column, journaled } from "../../../src/leads/action.ts";
import { callbackStates, type LeadState, leadStates } from "../../../src/leads/state.ts";
import type { TestAccount } from "../account.ts";
import { addCampaign, addLeads, type TestCampaign, type TestLead } from "../leads.ts";

const due = new Date("2026-06-30T09:00:00.000Z");

/** Two leads per state: one suppressed, one reserved. Leads in AGENT-CALLBACK have another agent's callback. */
export const leadsOfEveryKind: TestLead[] = leadStates.flatMap((lead_state) =>
  [true, false].map((suppressed) => ({
    lead_state,
    suppressed,
    pass_count: 2,
    daily_pass_count: 1,
    daily_pass_on: "2026-07-01",
    dial_count: 3,
    ...(suppressed ? {} : { reserved_agent_id: 999 }),
    ...(lead_state === "AGENT-CALLBACK" ? { callback_agent_id: 998 } : {}),
    extern_id: `contract-${lead_state}-${suppressed}`,
    ...(callbackStates.includes(lead_state) ? { callback_at: due } : {}),
    ...(lead_state === "PENDING" || lead_state === "ACTIVE" ? { claim_id: 1 } : {}),
  })),
);

/** Makes, reads, and changes the leads on which the contract of an action runs. */
export function contractLeads(at: TestAccount) {
  async function campaignOf(accountId: number): Promise<TestCampaign> {
    const dialGroup = accountId === at.accountId ? at.campaign.dialGroupId : undefined;
    const campaign = await addCampaign(at.db, accountId, dialGroup);
    await addLeads(at.db, campaign, leadsOfEveryKind);
    return campaign;
  }

  type Row = Record<string, unknown> & { lead_id: number; lead_state: LeadState };

  /** Every lead that started in the campaign, wherever it is now, by id. */
  async function leadsOf(ids: number[]): Promise<Map<number, Row>> {
    const rows = await at.db.query<Row>(
      sql`select * from lead where lead_id = any (${ids}::bigint[]) order by lead_id`,
    );
    return new Map(rows.map((row) => [row.lead_id, row]));
  }

  async function idsOf(campaign: TestCampaign): Promise<number[]> {
    const rows = await at.db.query<Row>(
      sql`select lead_id from lead where campaign_id = ${campaign.campaignId} order by lead_id`,
    );
    return rows.map((row) => row.lead_id);
  }

  async function everythingOf(accountId: number): Promise<unknown[]> {
    return [
      await at.db.query(sql`select * from lead where account_id = ${accountId} order by lead_id`),
      await at.db.query(sql`select * from contact where account_id = ${accountId} order by lead_id`),
      await at.db.query(sql`select * from lead_list where account_id = ${accountId} order by list_id`),
      await at.db.query(sql`select * from dnc_entry where account_id = ${accountId} order by dnc_entry_id`),
      await at.db.query(sql`select * from lead_journal where account_id = ${accountId} order by action_id, lead_id`),
      await at.db.query(
        sql`select * from journal_batch where account_id = ${accountId} order by action_id, first_lead_id`,
      ),
      await at.db.query(sql`select * from pass where account_id = ${accountId} order by pass_id`),
    ];
  }

  /** Gives every column that actions set another value. */
  async function changeEveryColumn(leadId: number): Promise<void> {
    const types = await at.db.query<{ column: Column; type: string }>(sql`
      select column_name as column, udt_name as type from information_schema.columns
      where table_name = 'lead' and column_name = any (${[...journaled]}::text[])
    `);
    const values: Record<string, Sql> = {
      bool: sql`true`,
      int4: sql`77`,
      int8: sql`-1`,
      text: sql`'someone else'`,
      date: sql`'2030-01-01'`,
      timestamptz: sql`'2030-01-01'`,
      lead_state: sql`'INTERCEPT'`,
      system_disposition: sql`'INTERCEPT'`,
    };
    // A lead in this state has no callback.
    const special: Partial<Record<Column, Sql>> = {
      callback_at: sql`null`,
      callback_agent_id: sql`null`,
      suppressed: sql`not suppressed`,
    };
    const set = types.map(
      ({ column, type }) => sql`${identifier(column)} = ${special[column] ?? values[type] ?? sql`null`}`,
    );
    await at.db.execute(sql`update lead set ${join(set, sql`, `)} where lead_id = ${leadId}`);
  }

  /** Everything an action may change in and around these leads, without ids that differ on every run. */
  async function stateOf(ids: number[]): Promise<unknown> {
    const { db } = at;
    const among = sql`lead_id = any (${ids}::bigint[])`;
    return {
      leads: await db.query(sql`
      select lead_id, ${join(
        journaled.map((column) => identifier(column)),
        sql`, `,
      )} from lead where ${among} order by lead_id`),
      contacts: await db.query(sql`select * from contact where ${among} order by lead_id`),
      copies: await db.query(sql`
      select original_lead_id, campaign_id, list_id, lead_state, suppressed, pass_count, phone, extern_id
      from lead join contact using (account_id, lead_id)
      where original_lead_id = any (${ids}::bigint[]) order by original_lead_id`),
      barred: await db.query(sql`
      select phone, extern_id from dnc_entry
      where phone in (select phone from contact where ${among}) or extern_id in (select extern_id from contact where ${among})
      order by phone, extern_id`),
      passes: await db.query(sql`
      select lead_id, pass_number, agent_disposition from pass where ${among} and undone_by_action_id is null order by lead_id`),
    };
  }

  return { campaignOf, leadsOf, idsOf, everythingOf, stateOf, changeEveryColumn };
}
