import { sql } from "../../src/db/sql.ts";
import type { BenchDatabase } from "../support/bench-database.ts";
import { figure } from "../support/figure.ts";
import { alternate, compare, timeMs } from "../support/measure.ts";

export default figure({
  about:
    "The first page by campaign and states with the exact count of all matches, against the same two statements alone",
  rows: 1_000_000,
  rounds: 9,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const program = () => timeMs(() => search(on));
    const bare = () => timeMs(() => bareSearch(on));
    await program();
    await bare();
    const times = await alternate(rounds, program, bare);
    return [compare(`first page of ${rows} matches`, "bare", { atMost: 1.5 }, "ms", ...times)];
  },
});

const states = ["READY", "PENDING", "CALLBACK"];

async function search({ program, accountId, campaignId, rows }: BenchDatabase): Promise<void> {
  const answer = await fetch(
    `${program.url}/voice/api/v1/admin/accounts/${accountId}/campaignLeads/leadSearch?maxRows=100`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
      body: JSON.stringify({ campaignIds: [campaignId], leadStates: states }),
    },
  );
  const leads = (await answer.json()) as object[];
  if (leads.length !== 100 || answer.headers.get("x-total-count") !== String(rows))
    throw new Error(`the search found ${answer.headers.get("x-total-count")} leads`);
}

async function bareSearch({ db, accountId, campaignId }: BenchDatabase): Promise<void> {
  const condition = sql`lead.account_id = ${accountId} and lead.campaign_id = any (${[campaignId]}::bigint[])
    and lead.lead_state = any (${states}::lead_state[])`;
  await db.query(sql`
    select lead.*, contact.*, campaign.campaign_name, lead_list.list_desc, time_zone.name
    from lead
    join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id
    join campaign on campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id
    join lead_list on lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id
    join time_zone on time_zone.time_zone_id = lead.time_zone_id
    where ${condition}
    order by lead.lead_id
    limit 100
  `);
  await db.one(sql`select count(*) from lead where ${condition}`);
}
