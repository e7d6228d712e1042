import { seededRandom } from "../clients/seeded-random.ts";
import type { Caller } from "../src/accounts/caller.ts";
import type { Database } from "../src/db/database.ts";
import { sql } from "../src/db/sql.ts";
import { enqueueRefill } from "../src/dial-queue/queue-changed.ts";
import { runManagerActions } from "./act.ts";
import { administrator, makeCenter, makeUsers } from "./make-center.ts";
import { makeDncList } from "./make-dnc.ts";
import { makeLeads } from "./make-leads.ts";

/**
 * Fills the first account with a contact center that has been working for weeks until `now`. False if that was done before. The
 * data is made in one transaction, so a killed fill leaves nothing behind. The manager's lead actions follow in transactions of
 * their own; a kill before they finish only leaves some of them out.
 */
export async function fillDemo(db: Database, password: string, now: Date): Promise<boolean> {
  const made = await db.transaction(async (tx) => {
    const first = await tx.execute(sql`
      insert into setting (name, value) values ('demo', 'true') on conflict (name) do nothing
    `);
    if (first === 0) return undefined;
    const { accountId, country, accountZone, userId } = await tx.one<{
      accountId: number;
      country: string;
      accountZone: string;
      userId: number;
    }>(sql`
      select account_id as "accountId", country_id as country, time_zone as "accountZone", user_id as "userId"
      from account join app_user on home_account_id = account_id where email = ${administrator}
    `);
    const caller: Caller = {
      userId,
      name: administrator,
      homeAccountId: accountId,
      roles: new Map([[accountId, "admin"]]),
      locales: new Map([[accountId, { country, timeZone: accountZone }]]),
    };
    const setting = { accountId, accountZone, now, random: seededRandom(2026) };
    await makeUsers(tx, accountId, password);
    const campaigns = await makeCenter(tx, caller, accountId, now);
    const { leads, unused } = await makeLeads(tx, setting, campaigns);
    await makeDncList(tx, caller, setting, leads, unused);
    await enqueueRefill(
      tx,
      accountId,
      campaigns.map(({ campaignId }) => campaignId),
    );
    return { accountId };
  });
  if (!made) return false;
  const manager = await db.one<{ userId: number; name: string }>(sql`
    select user_id as "userId", email as name from app_user where email = 'manager@example.com'
  `);
  await runManagerActions(db, manager, made.accountId, now);
  await db.execute(sql`analyze lead, contact, pass`);
  return true;
}
