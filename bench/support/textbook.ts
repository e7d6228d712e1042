import { type Sql, sql } from "../../src/db/sql.ts";
import type { BenchDatabase } from "./bench-database.ts";

/** Creates the usual layout with the same leads: one wide table with the usual indexes. */
export async function makeTextbook({ db }: BenchDatabase): Promise<void> {
  await db.execute(sql`
    create table textbook as
    select lead.*, phone, extern_id, title, first_name, mid_name, last_name, suffix, email, address1, address2, city, state, zip,
      country_id, gate_keeper, caller_id, aux_data1, aux_data2, aux_data3, aux_data4, aux_data5, aux_phone, aux_external_url,
      aux_greeting, live_answer_message, mach_answer_message, extended, loaded_at
    from lead
    join contact using (account_id, lead_id)
    order by lead_id
  `);
  for (const statement of [
    sql`alter table textbook add primary key (account_id, lead_id)`,
    sql`create index on textbook (account_id, campaign_id, list_id)`,
    sql`create index on textbook (account_id, phone)`,
    sql`create index on textbook (account_id, extern_id)`,
    sql`create index on textbook (account_id, campaign_id, next_dial_time) where lead_state = 'READY' and not suppressed`,
    sql`vacuum (analyze) textbook`,
  ])
    await db.execute(statement);
}

/** Updates all leads of the campaign in the textbook table. */
export async function updateTextbook({ db, accountId }: BenchDatabase, campaignId: number, set: Sql): Promise<void> {
  await db.execute(sql`update textbook set ${set} where account_id = ${accountId} and campaign_id = ${campaignId}`);
}

/** Copies the program's own table with its indexes; half-filled pages leave room for updates in place. */
export async function makeBare({ db }: BenchDatabase): Promise<void> {
  await db.execute(sql`create table bare (like lead including indexes) with (fillfactor = 50)`);
  await db.execute(sql`insert into bare select * from lead`);
  await db.execute(sql`vacuum (analyze) bare`);
}

/** Updates all leads of the campaign in the copy. */
export async function updateBare({ db, accountId }: BenchDatabase, campaignId: number, set: Sql): Promise<void> {
  await db.execute(sql`update bare set ${set} where account_id = ${accountId} and campaign_id = ${campaignId}`);
}
