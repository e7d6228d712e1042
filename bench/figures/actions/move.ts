import { sql } from "../../../src/db/sql.ts";
import type { BenchDatabase } from "../../support/bench-database.ts";
import { againstTextbook } from "../../support/bulk.ts";
import { figure } from "../../support/figure.ts";

export default figure({
  about: "MOVE_TO_CAMPAIGN of all leads of a campaign and back over HTTP, against a bare update of campaign and list",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    return await againstTextbook(on, rounds, [
      move(on.campaignId, on.otherCampaignId, on.otherListId),
      move(on.otherCampaignId, on.campaignId, on.listId),
    ]);
  },
});

function move(from: BenchDatabase["campaignId"], to: BenchDatabase["campaignId"], listId: BenchDatabase["listId"]) {
  return {
    action: "MOVE_TO_CAMPAIGN",
    params: { CAMPAIGN_ID: to, LIST_ID: listId },
    campaignId: from,
    set: sql`campaign_id = ${to}, list_id = ${listId}`,
    goal: { atMost: 0.5 },
  };
}
