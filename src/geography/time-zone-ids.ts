import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";

/**
 * The ids of these zones; new zones are inserted. Fails for a name that PostgreSQL does not know, since it would break
 * every later statement about local times. Pass the pool rather than a long transaction, so that loads with the same
 * new zone do not wait for each other.
 */
export async function timeZoneIds(tx: Tx, zones: Iterable<string>): Promise<Map<string, number>> {
  const names = [...new Set(zones)].sort();
  const known = await read(tx, names);
  if (known.size === names.length) return known;
  await tx.execute(sql`
    insert into time_zone (name)
    select name from unnest(${names.filter((name) => !known.has(name))}::text[]) as name
    where now() at time zone name is not null
    order by name
    on conflict (name) do nothing
  `);
  return await read(tx, names);
}

async function read(tx: Tx, names: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ timeZoneId: number; name: string }>(sql`
    select time_zone_id as "timeZoneId", name from time_zone where name = any (${names}::text[])
  `);
  return new Map(rows.map((row) => [row.name, row.timeZoneId]));
}
