import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { cruelLead, loadable, rowToLead } from "./cruel-leads.ts";
import { exported, type Signed } from "./export.ts";

const perRequest = 5_000;

interface Trip {
  /** Of the first file and of the second. */
  sha256: [string, string];
  bytes: number;
  /** Milliseconds that the two exports took. */
  took: [number, number];
}

/** Loads that many leads that are hard on files, exports them as CSV, loads the file into an account of its own, and exports that. */
export async function roundTrip(db: Database, program: { url: string; token: string }, rows: number): Promise<Trip> {
  const first = await account(db, program);
  for (let start = 0; start < rows; start += perRequest) {
    await load(
      first,
      Array.from({ length: Math.min(perRequest, rows - start) }, (_, i) => cruelLead(start + i)),
    );
  }
  const asked = { columns: loadable, formulaGuard: false };
  const before = performance.now();
  const out = await exported(first, asked);
  const between = performance.now();
  const second = await account(db, program);
  const sha256 = await download(out.downloadUrl, (leads) => load(second, leads));
  const behind = performance.now();
  const again = await exported(second, asked);
  const took: Trip["took"] = [between - before, performance.now() - behind];
  return { sha256: [sha256, await download(again.downloadUrl)], bytes: out.bytes, took };
}

type Empty = Signed & { campaignId: number };

/** An account with nothing but a campaign, which all administrators manage. */
async function account(db: Database, program: { url: string; token: string }): Promise<Empty> {
  const { accountId } = await db.one<{ accountId: number }>(sql`
    insert into account (account_name) values ('Round trip') returning account_id as "accountId"
  `);
  await db.execute(sql`
    insert into account_role (account_id, user_id, role) select distinct ${accountId}::bigint, user_id, role from account_role where role = 'admin'
  `);
  const { campaignId } = await db.one<{ campaignId: number }>(sql`
    with made as (insert into dial_group (account_id, dial_group_name) values (${accountId}, 'G') returning dial_group_id)
    insert into campaign (account_id, dial_group_id, campaign_name) select ${accountId}, dial_group_id, 'C' from made
    returning campaign_id as "campaignId"
  `);
  return { ...program, accountId, campaignId };
}

async function load({ url, token, accountId, campaignId }: Empty, leads: object[]): Promise<void> {
  const answer = await fetch(`${url}/v1/accounts/${accountId}/campaigns/${campaignId}/leads`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ leads }),
  });
  const { inserted, results } = (await answer.json()) as { inserted?: number; results?: { rejected?: string }[] };
  if (inserted !== leads.length)
    throw new Error(
      `${inserted} of ${leads.length} leads loaded: ${results?.find(({ rejected }) => rejected)?.rejected ?? answer.status}`,
    );
}

/** The hash of a file, whose leads are handed on as it comes. */
async function download(url: string, hand?: (leads: object[]) => Promise<void>): Promise<string> {
  const hash = createHash("sha256");
  const body = Readable.fromWeb((await fetch(url)).body as never);
  const hashed = async function* () {
    for await (const piece of body) {
      hash.update(piece as Buffer);
      yield piece as Buffer;
    }
  };
  if (!hand) {
    for await (const _ of hashed());
    return hash.digest("hex");
  }
  let leads: object[] = [];
  for await (const row of Readable.from(hashed()).pipe(parse({ bom: true, columns: true, record_delimiter: "\n" }))) {
    if (leads.push(rowToLead(row as Record<string, string>)) < perRequest) continue;
    await hand(leads);
    leads = [];
  }
  if (leads.length > 0) await hand(leads);
  return hash.digest("hex");
}
