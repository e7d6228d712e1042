import Type from "typebox";
import { sql } from "../db/sql.ts";
import { refillCampaign } from "../dialer/rules/refill.ts";
import { scopeOf } from "../leads/search/scope.ts";
import { job } from "../worker/job.ts";

/** Refills a campaign's dial queue in the background; another refill that comes first makes this one unnecessary. */
export default job({
  name: "refill-queue",
  payload: Type.Object({ accountId: Type.Integer(), campaignId: Type.Integer() }),
  async run({ db, clock }, { accountId, campaignId }) {
    const known = await db.maybe<{ fills: number | null }>(sql`
      select fills
      from campaign
      left join dial_queue_fill using (account_id, campaign_id)
      where account_id = ${accountId} and campaign_id = ${campaignId}
    `);
    if (known) await refillCampaign(db, await scopeOf(db, accountId), campaignId, known.fills ?? 0, clock());
  },
});
