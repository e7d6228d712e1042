import Type from "typebox";
import { enqueueQueueWork } from "../../accounts/renew-queues.ts";
import { announceDialable } from "../../db/announce-dialable.ts";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { freedState, freeLeads } from "../free-leads.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "DIALER_REFRESH",
  summary:
    "Makes dialers read campaigns afresh, those of the leads that match: what was fetched and not dialed is free again, uncounted, their queues are tended, and dialers that wait look anew.",
  params: Type.Object({
    force_dialer_cache_refresh: Type.Optional(
      Type.Boolean({ description: "Taken from RingCX; a refresh is always a full one" }),
    ),
  }),
  states: leadStates,
  stops: false,
  undoable: "leads that it freed may have been handed out again",
  async accept(_params, { tx, scope, condition }) {
    const campaigns = await tx.query<{ campaign_id: number }>(sql`
      select campaign_id from campaign
      where account_id = ${scope.accountId}
        and exists (select from lead where ${condition} and lead.campaign_id = campaign.campaign_id)
      order by campaign_id
    `);
    return { campaignIds: campaigns.map(({ campaign_id }) => campaign_id) };
  },
  reach: ({ campaignIds }: { campaignIds: number[] }, { accountId }) => sql`
    lead.account_id = ${accountId} and lead.campaign_id = any (${campaignIds}::bigint[])
    and (lead.lead_id, lead.claim_id) in (
      select claim.lead_id, claim.claim_id from claim where claim.account_id = ${accountId} and claim.status = 'PENDING')`,
  plan: (_settled, { tx, scope: { accountId }, actionId, now, bulk }) => ({
    async perform(eligible) {
      // A claim that is being connected or ended just now is left to whoever does that.
      const claims = await tx.query<{ claim_id: number }>(sql`
        select claim.claim_id
        from lead
        join claim on claim.account_id = ${accountId} and claim.claim_id = lead.claim_id
        where ${eligible} and claim.status = 'PENDING'
        for update skip locked
      `);
      const claimIds = claims.map(({ claim_id }) => claim_id);
      const changed = await tx.execute(sql`
        insert into lead_journal (account_id, action_id, lead_id, at, bulk, lead_state_before, lead_state_after)
        select ${accountId}, ${actionId}, lead.lead_id, ${now}, ${bulk}, lead.lead_state, ${freedState}
        from lead
        where lead.account_id = ${accountId} and lead.claim_id = any (${claimIds}::bigint[])
          and lead.lead_id in (
            select claim.lead_id from claim where claim.account_id = ${accountId} and claim.claim_id = any (${claimIds}::bigint[]))
      `);
      if (changed > 0) await freeLeads(tx, accountId, claimIds, "RELEASED", now);
      return { changed };
    },
  }),
  async finish({ campaignIds }: { campaignIds: number[] }, { tx, scope: { accountId } }) {
    for (const campaignId of campaignIds) await enqueueQueueWork(tx, accountId, campaignId);
    await announceDialable(tx, accountId);
  },
});
