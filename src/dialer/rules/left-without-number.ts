import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { leadOrder } from "../../dial-queue/entry.ts";
import type { DialScope } from "./dial-scope.ts";
import { dialableNumbers, dialedLeads, dialedPhone, joinedContact, notDialableReason } from "./not-dialable.ts";

/**
 * The dialable leads that no longer will be once the leads before them have been handed out, because all their numbers
 * will then have reached the account's limit of attempts per day. Simulates claims: each lead in order takes the first
 * of its numbers, in turn, with an attempt left.
 */
export async function leadsLeftWithoutNumber(tx: Tx, dial: DialScope): Promise<number[]> {
  const { scope, attemptsPerPhone } = dial;
  if (attemptsPerPhone === null) return [];
  // Only leads that share a number can take attempts from each other.
  const sharing = await tx.query<{ leadId: number; numbers: [phone: string, made: number][] }>(sql`
    with number as materialized (
      select lead_id, phone from contact where account_id = ${scope.accountId}
      union all select lead_id, phone from lead_phone where account_id = ${scope.accountId}
    ), sharing as materialized (
      select lead_id from number where phone in (select phone from number group by phone having count(*) > 1)
    ), ready as materialized (
      select lead.lead_id, row_number() over (order by ${leadOrder}) as rank
      from ${dialedLeads(dial, dialedPhone(dial))} and lead.lead_id in (select lead_id from sharing) and ${notDialableReason(dial)} is null
    ), free as materialized (
      select ready.lead_id, ready.rank, number.phone, number.made, number.turn, count(*) over (partition by number.phone) as leads
      from ready
      join lead on lead.account_id = ${scope.accountId} and lead.lead_id = ready.lead_id
      ${joinedContact}
      cross join lateral ${dialableNumbers(dial)} as number
    )
    select lead_id as "leadId", json_agg(json_build_array(phone, made) order by turn) as numbers
    from free
    where lead_id in (select lead_id from free where leads > 1)
    group by lead_id, rank
    order by rank
  `);
  const made = new Map<string, number>();
  return sharing
    .filter(({ numbers }) => {
      const next = numbers.find(([phone, before]) => (made.get(phone) ?? before) < attemptsPerPhone);
      if (next) made.set(next[0], (made.get(next[0]) ?? next[1]) + 1);
      return !next;
    })
    .map(({ leadId }) => leadId);
}
