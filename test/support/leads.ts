import type { Tx } from "../../src/db/database.ts";
import { identifier, join, sql } from "../../src/db/sql.ts";
import { queueChanged, queueLeads } from "../../src/dial-queue/queue-changed.ts";

/** How a test's lead differs from a plain one: columns of lead and contact by name, and the time zone by its IANA name. */
export interface TestLead {
  lead_state?: string;
  suppressed?: boolean;
  suppressed_until?: Date | null;
  suppression_reason?: string | null;
  pass_count?: number;
  next_dial_time?: Date;
  last_pass_at?: Date | null;
  callback_at?: Date | null;
  callback_agent_id?: number | null;
  reserved_agent_id?: number | null;
  last_agent_id?: number | null;
  last_system_disposition?: string | null;
  last_agent_disposition?: string | null;
  original_lead_id?: number | null;
  claim_id?: number | null;
  daily_pass_count?: number;
  daily_pass_on?: string | null;
  dial_count?: number;
  max_passes?: number | null;
  immediate?: boolean;
  priority_requeue?: boolean;
  lead_priority?: number;
  zone?: string;
  phone?: string;
  morePhones?: string[];
  extern_id?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  address1?: string | null;
  address2?: string | null;
  city?: string | null;
  state?: string | null;
  zip?: string | null;
  email?: string | null;
  caller_id?: string | null;
  aux_data1?: string | null;
  aux_data2?: string | null;
  aux_data3?: string | null;
  aux_data4?: string | null;
  aux_data5?: string | null;
  loaded_at?: Date;
}

export interface TestCampaign {
  accountId: number;
  dialGroupId: number;
  campaignId: number;
  listId: number;
}

const epoch = new Date("2026-06-01T12:00:00Z");

/** Creates an account in New York's time zone. */
export async function addAccount(tx: Tx): Promise<number> {
  const { account_id } = await tx.one<{ account_id: number }>(
    sql`insert into account (account_name) values ('Test') returning account_id`,
  );
  return account_id;
}

/** Creates a campaign with one list, in a new dial group unless one is given. */
export async function addCampaign(tx: Tx, accountId: number, dialGroup?: number): Promise<TestCampaign> {
  const dialGroupId =
    dialGroup ??
    (
      await tx.one<{ id: number }>(
        sql`insert into dial_group (account_id, dial_group_name) values (${accountId}, 'Group') returning dial_group_id as id`,
      )
    ).id;
  const { id: campaignId } = await tx.one<{ id: number }>(sql`
    insert into campaign (account_id, dial_group_id, campaign_name) values (${accountId}, ${dialGroupId}, 'Campaign') returning campaign_id as id
  `);
  return { accountId, dialGroupId, campaignId, listId: await addList(tx, accountId, campaignId) };
}

export async function addList(tx: Tx, accountId: number, campaignId: number, name = "List"): Promise<number> {
  const { id } = await tx.one<{ id: number }>(sql`
    insert into lead_list (account_id, campaign_id, list_desc, uploaded_at, uploaded_by)
    values (${accountId}, ${campaignId}, ${name}, ${epoch}, 'test') returning list_id as id
  `);
  return id;
}

/** Creates an agent, assigned to a dial group if one is given. */
export async function addAgent(tx: Tx, accountId: number, dialGroupId?: number, active = true): Promise<number> {
  const { id } = await tx.one<{ id: number }>(sql`
    with made as (
      insert into agent_group (account_id, group_name) values (${accountId}, 'Agents') returning agent_group_id
    )
    insert into agent (account_id, agent_group_id, username, is_active)
    select ${accountId}, agent_group_id, 'agent' || agent_group_id, ${active} from made returning agent_id as id
  `);
  if (dialGroupId !== undefined) {
    await tx.execute(
      sql`insert into dial_group_agent (account_id, dial_group_id, agent_id) values (${accountId}, ${dialGroupId}, ${id})`,
    );
  }
  return id;
}

const contactColumns = [
  "phone",
  "extern_id",
  "first_name",
  "last_name",
  "address1",
  "address2",
  "city",
  "state",
  "zip",
  "email",
  "caller_id",
  "aux_data1",
  "aux_data2",
  "aux_data3",
  "aux_data4",
  "aux_data5",
  "loaded_at",
] as const;

let phoneNumber = 4155550000;

/** Creates leads in a campaign's list and returns their ids in order. */
export async function addLeads(tx: Tx, campaign: TestCampaign, leads: TestLead[]): Promise<number[]> {
  const ids: number[] = [];
  for (const { zone = "America/New_York", morePhones = [], ...lead } of leads) {
    await tx.execute(sql`insert into time_zone (name) values (${zone}) on conflict do nothing`);
    const own = Object.entries(lead).filter(([column]) => !(contactColumns as readonly string[]).includes(column));
    const values: Record<string, unknown> = { next_dial_time: epoch, state_at: epoch, ...Object.fromEntries(own) };
    const { lead_id } = await tx.one<{ lead_id: number }>(sql`
      insert into lead (account_id, campaign_id, list_id, time_zone_id, ${join(
        Object.keys(values).map((name) => identifier(name)),
        sql`, `,
      )})
      values (${campaign.accountId}, ${campaign.campaignId}, ${campaign.listId}, (select time_zone_id from time_zone where name = ${zone}),
        ${join(
          Object.values(values).map((value) => sql`${value}`),
          sql`, `,
        )})
      returning lead_id
    `);
    const contact: Record<string, unknown> = { phone: `+1${phoneNumber++}`, loaded_at: epoch };
    for (const column of contactColumns) if (lead[column] !== undefined) contact[column] = lead[column];
    await tx.execute(sql`
      insert into contact (account_id, lead_id, ${join(
        Object.keys(contact).map((name) => identifier(name)),
        sql`, `,
      )})
      values (${campaign.accountId}, ${lead_id}, ${join(
        Object.values(contact).map((value) => sql`${value}`),
        sql`, `,
      )})
    `);
    for (const [i, phone] of morePhones.entries()) {
      await tx.execute(
        sql`insert into lead_phone (account_id, lead_id, position, phone) values (${campaign.accountId}, ${lead_id}, ${i + 2}, ${phone})`,
      );
    }
    ids.push(lead_id);
  }
  await queueLeads(tx, campaign.accountId, sql`lead.lead_id = any (${ids}::bigint[])`);
  return ids;
}

/** Creates many plain leads at once and returns their ids in order. */
export async function addPlainLeads(tx: Tx, campaign: TestCampaign, count: number): Promise<number[]> {
  await tx.execute(sql`insert into time_zone (name) values ('America/New_York') on conflict do nothing`);
  const rows = await tx.query<{ lead_id: number }>(sql`
    with made as (
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id)
      select ${campaign.accountId}, ${campaign.campaignId}, ${campaign.listId}, ${epoch}, ${epoch}, time_zone_id
      from generate_series(1, ${count}::int), time_zone
      where time_zone.name = 'America/New_York'
      returning account_id, lead_id
    ), contacts as (
      insert into contact (account_id, lead_id, phone, loaded_at)
      select account_id, lead_id, '+1415' || lpad((lead_id % 10000000)::text, 7, '0'), ${epoch} from made
    )
    select lead_id from made order by lead_id
  `);
  await queueChanged(tx, campaign.accountId, "eligibility");
  return rows.map((row) => row.lead_id);
}
