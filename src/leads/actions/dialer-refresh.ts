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
    "Refreshes the dialers of all campaigns with a matching lead: leads that were fetched but not dialed are released uncounted, the dial queues are emptied, and waiting dialers fetch again.",
  words: { label: "Refresh dialers", verb: "Refresh dialers of", done: "freed" },
  position: 75,
  params: Type.Object({
    force_dialer_cache_refresh: Type.Optional(
      param(Type.Boolean(), {
        title: "Force",
        description: "Accepted for compatibility with RingCX; every refresh is a full one",
        input: "hidden",
      }),
    ),
  }),
  states: leadStates,
  stops: false,
  undoable: "the leads it released may have been handed out again",
  async accept(_params, { tx, scope, condition }) {
    const campaigns = await tx.query<{ campaignId: number }>(sql`
      select campaign_id as "campaignId" from campaign
      where account_id = ${scope.accountId}
        and exists (select from lead where ${condition} and lead.campaign_id = campaign.campaign_id)
      order by campaign_id
    `);
    return { campaignIds: campaigns.map(({ campaignId }) => campaignId) };
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
      // Skips claims that a dialer is connecting or ending at this moment.
      const claims = await tx.query<{ claimId: number }>(sql`
        select claim.claim_id as "claimId"
        from lead
        join claim on claim.account_id = ${accountId} and claim.claim_id = lead.claim_id
        where ${eligible} and claim.status = 'PENDING'
        for update skip locked
      `);
      const claimIds = claims.map(({ claimId }) => claimId);
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
