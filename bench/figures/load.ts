import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from } from "pg-copy-streams";
import { sql } from "../../src/db/sql.ts";
import type { BenchDatabase } from "../support/bench-database.ts";
import { figure } from "../support/figure.ts";
import { alternate, compare, timeMs } from "../support/measure.ts";

const perRequest = 10_000;

export default figure({
  about: "Leads loaded as JSON in requests of 10,000, against a COPY of the same rows into the same tables",
  rows: 100_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(0);
    await load(on, 0, perRequest);
    await copy(on, 0, perRequest);
    const times = await alternate(
      rounds,
      (round) => timeMs(() => load(on, round, rows)),
      (round) => timeMs(() => copy(on, round, rows)),
    );
    const rates = times.map((all) => all.map((took) => (rows / took) * 1000)) as [number[], number[]];
    return [compare(`leads loaded as JSON, ${perRequest} per request`, "COPY", { atLeast: 0.6 }, "/s", ...rates)];
  },
});

async function load(on: BenchDatabase, round: number, rows: number): Promise<void> {
  const { program, accountId, campaignId } = on;
  for (let start = 0; start < rows; start += perRequest) {
    const uploadLeads = Array.from({ length: Math.min(perRequest, rows - start) }, (_, i) => lead(round, start + i));
    const answer = await fetch(
      `${program.url}/voice/api/v1/admin/accounts/${accountId}/campaigns/${campaignId}/leadLoader/direct`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
        body: JSON.stringify({ description: `Load ${start}`, uploadLeads }),
      },
    );
    const { leadsInserted } = (await answer.json()) as { leadsInserted?: number };
    if (leadsInserted !== uploadLeads.length) throw new Error(`${leadsInserted} of ${uploadLeads.length} leads loaded`);
  }
}

function lead(round: number, i: number) {
  const number = round * 1_000_000 + i;
  return {
    externId: `crm-${number}`,
    leadPhone: `201555${String(i % 10_000).padStart(4, "0")}`,
    title: "Ms",
    firstName: `First${i % 5000}`,
    lastName: `Last${i % 40_000}`,
    email: `somebody${number}@example.com`,
    address1: `${i % 9000} Main Street`,
    city: "Springfield",
    state: "NJ",
    zip: "07001",
    auxData1: `segment ${i % 20}`,
    auxData2: `score ${i % 100}`,
  };
}

/** Copies the rows as the fastest client would: one transaction, consecutive ids, no checks, no answer per row. */
async function copy({ db, accountId, campaignId, listId }: BenchDatabase, round: number, rows: number): Promise<void> {
  await db.transaction(async (tx) => {
    const { first } = await tx.one<{ first: number }>(sql`
      select min(nextval(pg_get_serial_sequence('lead', 'lead_id'))) as first from generate_series(1, ${rows}::int)
    `);
    const now = new Date().toISOString();
    const into = async (statement: string, row: (i: number) => unknown[]) => {
      const lines = Iterator.from(Array(rows).keys()).map((i) => `${row(i).join("\t")}\n`);
      await pipeline(Readable.from(chunks(lines)), tx.client.query(from(statement)));
    };
    await into(
      "copy lead (account_id, lead_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id) from stdin",
      (i) => [accountId, first + i, campaignId, listId, now, now, 1],
    );
    await into(
      "copy contact (account_id, lead_id, phone, extern_id, title, first_name, last_name, email, address1, city, state, zip, aux_data1, aux_data2, loaded_at) from stdin",
      (i) => {
        const { leadPhone, ...texts } = lead(round, i);
        const { externId, title, firstName, lastName, email, address1, city, state, zip, auxData1, auxData2 } = texts;
        const names = [externId, title, firstName, lastName, email, address1, city, state, zip, auxData1, auxData2];
        return [accountId, first + i, `+1${leadPhone}`, ...names, now];
      },
    );
  });
}

/** Joins lines into chunks of about 64 KiB, so that each write is worthwhile. */
function* chunks(lines: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
