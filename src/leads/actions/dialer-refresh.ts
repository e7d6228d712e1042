import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { queueChanged } from "../../dial-queue/queue-changed.ts";
import { leadAction } from "../action.ts";
import { param } from "../action-params.ts";
import { journal } from "../engine/journal.ts";
import { freedState, freeLeads } from "../free-leads.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "DIALER_REFRESH",
  summary:
    "Makes dialers read campaigns afresh, those of the leads that match: what was fetched and not dialed is free again, uncounted, their dial queues are emptied, and dialers that wait look anew.",
  words: { label: "Refresh dialers", verb: "Refresh dialers of", done: "freed" },
  position: 75,
  params: Type.Object({
    force_dialer_cache_refresh: Type.Optional(
      param(Type.Boolean(), {
        title: "Force",
        description: "Accepted because RingCX has it; every refresh is a full one",
        input: "hidden",
      }),
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
  refreshes: ({ campaignIds }) => campaignIds,
  plan: (_settled, run) => ({
    async perform(eligible) {
      const {
        tx,
        now,
        scope: { accountId },
      } = run;
      // A claim that is being connected or ended just now is left to whoever does that.
      const claims = await tx.query<{ claim_id: number }>(sql`
        select claim.claim_id
        from lead
        join claim on claim.account_id = ${accountId} and claim.claim_id = lead.claim_id
        where ${eligible} and claim.status = 'PENDING'
        for update skip locked
      `);
      const claimIds = claims.map(({ claim_id }) => claim_id);
      const { changed } = await tx.one<{ changed: number }>(sql`
        with freed as (
          select lead.lead_id, lead.lead_state as state, ${freedState(now)} as freed_state
          from lead
          where lead.account_id = ${accountId} and lead.claim_id = any (${claimIds}::bigint[])
            and lead.lead_id in (
              select claim.lead_id from claim where claim.account_id = ${accountId} and claim.claim_id = any (${claimIds}::bigint[]))
        ), journaled as (
          ${journal(run, { from: sql`freed`, images: [{ column: "lead_state", before: sql`state`, after: sql`freed_state` }] })}
        )
        select count(*) as changed from freed
      `);
      if (changed > 0) await freeLeads(tx, accountId, claimIds, "RELEASED", now);
      return { changed };
    },
  }),
  async finish({ campaignIds }: { campaignIds: number[] }, { tx, scope: { accountId } }) {
    await queueChanged(tx, accountId, "order", sql`campaign_id = any (${campaignIds}::bigint[])`);
  },
});
