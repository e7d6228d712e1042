import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";

/** The end of an account's chain: its last entry's number, and the hash that covers all entries up to it. */
export interface ChainEnd {
  accountId: number;
  count: number;
  /** In hexadecimal. */
  hash: string;
}

/** Something wrong with an account's chain. */
export interface ChainFault {
  accountId: number;
  /** Number in the chain; null for an entry that is not part of it. */
  number: number | null;
  auditId: number | null;
  fault: string;
}

/** The ends of all chains, as stored beside them. */
export async function chainEnds(tx: Tx): Promise<ChainEnd[]> {
  return await tx.query<ChainEnd>(sql`
    select account_id as "accountId", entry_count as count, encode(hash, 'hex') as hash from audit_chain order by account_id
  `);
}

/**
 * Checks every entry of the audit log against its account's chain, and the chain against its end. Computes the hashes
 * itself instead of calling the database's function, which whoever changed entries could have changed too. Reads
 * `most` faults at most.
 */
export async function verifyChains(tx: Tx, most = 1000): Promise<ChainFault[]> {
  const faults = await tx.query<ChainFault>(sql`
    with linked as (
      select account_id, chain_number, audit_id, hash,
        sha256(
          coalesce(lag(hash) over chain, '') ||
          convert_to(
            jsonb_build_array(account_id, chain_number, audit_id, (extract(epoch from at) * 1000)::bigint, user_id, user_name,
              address, action_type, entity, entity_id, description, before, after)::text,
            'UTF8'
          )
        ) as expected,
        coalesce(lag(chain_number) over chain, 0) as previous
      from audit where chain_number is not null and hash is not null
      window chain as (partition by account_id order by chain_number)
    ), checked as (
      select account_id, chain_number, audit_id, 'missing before it: ' || previous + 1 ||
        case when chain_number - 1 > previous + 1 then ' to ' || chain_number - 1 else '' end as fault
      from linked where chain_number <> previous + 1
      union all
      -- After a gap the hash before it is unknown, so it says nothing about the entry.
      select account_id, chain_number, audit_id, 'changed or moved' from linked
      where hash <> expected and chain_number = previous + 1
      union all
      select account_id, chain_number, audit_id, 'not in the chain' from audit where hash is null or chain_number is null
      union all
      select account_id, last.chain_number, last.audit_id,
        case
          when chain.account_id is null then 'the end of the chain is missing'
          when coalesce(last.chain_number, 0) < chain.entry_count then 'missing after it: ' ||
            coalesce(last.chain_number, 0) + 1 || ' to ' || chain.entry_count
          else 'the end of the chain does not match it'
        end
      from (select distinct on (account_id) * from linked order by account_id, chain_number desc) as last
        full join audit_chain as chain using (account_id)
      where last.chain_number is distinct from nullif(chain.entry_count, 0) or last.hash is distinct from nullif(chain.hash, '')
    )
    select account_id as "accountId", chain_number as number, audit_id as "auditId", fault from checked
    order by account_id, chain_number nulls last, audit_id limit ${most}
  `);
  return faults;
}

/** Faults of chains that no longer contain an end which was noted earlier, such as one printed by a former check. */
export async function verifyEnds(tx: Tx, ends: ChainEnd[]): Promise<ChainFault[]> {
  return await tx.query<ChainFault>(sql`
    select noted.account_id as "accountId", noted.count as number, audit_id as "auditId", 'differs from the end noted earlier' as fault
    from unnest(${ends.map(({ accountId }) => accountId)}::bigint[], ${ends.map(({ count }) => count)}::bigint[],
        ${ends.map(({ hash }) => hash)}::text[]) as noted (account_id, count, hash)
      left join audit on audit.account_id = noted.account_id and chain_number = noted.count
    where noted.count > 0 and encode(audit.hash, 'hex') is distinct from noted.hash
    order by 1
  `);
}
