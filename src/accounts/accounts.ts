import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import type { Role } from "./caller.ts";

export interface Account {
  accountId: number;
  accountName: string;
  mainAccountId: number;
  mainAccountName: string;
  /** IANA name */
  timeZone: string;
  countryId: string;
  createdAt: Date;
}

/** An account as one of its users sees it. */
export interface AccountOfUser extends Account {
  role: Role;
  /** The agent who has the user's mail address as name, if there is one. */
  agentId: number | null;
}

/** The accounts a user has a role on, the home account first. */
export async function accountsOf(tx: Tx, userId: number): Promise<AccountOfUser[]> {
  return await tx.query<AccountOfUser>(sql`
    select a.account_id as "accountId", a.account_name as "accountName", m.account_id as "mainAccountId",
      m.account_name as "mainAccountName", a.time_zone as "timeZone", a.country_id as "countryId", a.created_at as "createdAt",
      r.role, g.agent_id as "agentId"
    from account_role r
      join app_user u using (user_id)
      join account a using (account_id)
      join account m on m.account_id = coalesce(a.main_account_id, a.account_id)
      left join agent g on g.account_id = a.account_id and lower(g.username) = lower(u.email)
    where r.user_id = ${userId}
    order by a.account_id <> u.home_account_id, a.account_id
  `);
}
