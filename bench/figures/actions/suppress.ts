import { sql } from "../../../src/db/sql.ts";
import { againstTextbook } from "../../support/bulk.ts";
import { figure } from "../../support/figure.ts";

export default figure({
  about:
    "SUPPRESS_LEADS and UNSUPPRESS_LEADS of all leads of a campaign over HTTP, against a bare update of a textbook table",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const { campaignId } = on;
    return await againstTextbook(on, rounds, [
      {
        action: "SUPPRESS_LEADS",
        campaignId,
        set: sql`suppressed = true`,
        goal: { atMost: 0.25 },
        bareGoal: { atMost: 1.6 },
      },
      { action: "UNSUPPRESS_LEADS", campaignId, set: sql`suppressed = false`, goal: { atMost: 0.3 } },
    ]);
  },
});
