import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";

/**
 * Ids of the zones, made where they are new. Asserts that PostgreSQL knows a new name: one that it does not would break every
 * later statement over local times. Give it the pool rather than a long transaction, so that loads of the same new zone do not wait.
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
  const rows = await tx.query<{ time_zone_id: number; name: string }>(sql`
    select time_zone_id, name from time_zone where name = any (${names}::text[])
  `);
  return new Map(rows.map((row) => [row.name, row.time_zone_id]));
}
