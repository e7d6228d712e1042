import type { Caller } from "../../src/accounts/caller.ts";
import type { Tx } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";

/** Creates two accounts and a caller who is a manager of both, for tests of domain functions. */
export async function twoAccounts(tx: Tx): Promise<{ account: number; other: number; caller: Caller }> {
  const [first, second] = await tx.query<{ id: number }>(sql`
    insert into account (account_name) values ('Ours'), ('Theirs') returning account_id as id
  `);
  if (!first || !second) throw new Error("no accounts");
  const roles = new Map([first, second].map(({ id }) => [id, "manager" as const]));
  const caller = { userId: 1, name: "ann@example.com", homeAccountId: first.id, roles, locales: new Map() };
  return { account: first.id, other: second.id, caller };
}

/** The audit entries of an entity, oldest first. */
export function auditOf(tx: Tx, accountId: number, entity: string, id: number) {
  return tx.query<{ type: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null }>(sql`
    select action_type as type, before, after from audit
    where account_id = ${accountId} and entity = ${entity} and entity_id = ${String(id)} and user_name = 'ann@example.com'
    order by audit_id
  `);
}

/** Creates a lead in a list, with only the required columns. */
export async function bareLead(tx: Tx, accountId: number, campaignId: number, listId: number): Promise<number> {
  await tx.execute(sql`insert into time_zone (name) values ('America/New_York') on conflict (name) do nothing`);
  const { id } = await tx.one<{ id: number }>(sql`
    insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id)
    select ${accountId}, ${campaignId}, ${listId}, now(), now(), min(time_zone_id) from time_zone
    returning lead_id as id
  `);
  return id;
}
