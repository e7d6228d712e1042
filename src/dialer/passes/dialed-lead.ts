import type { Transaction } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { dispositionFields } from "../../dispositions/disposition-fields.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { LeadState, SystemDisposition } from "../../leads/state.ts";
import { shown } from "../../validation/check.ts";
import { selected, type Values } from "../../validation/fields.ts";
import { requireCampaignAgent } from "../claims/campaign-agent.ts";
import type { HeldClaim } from "../claims/hold.ts";
import type { PassRules } from "./pass-outcome.ts";

/** What came of a call. */
export interface Outcome {
  claimId: number;
  systemDisposition: SystemDisposition;
  /** By name, one of the campaign's. */
  agentDisposition?: string | undefined;
  /** An appointment that was made on the call; without an agent, anyone keeps it. */
  callback?: { at: Date; agentId?: number | undefined } | undefined;
  durationSeconds?: number | undefined;
  dialDurationSeconds?: number | undefined;
  notes?: string | undefined;
  uii?: string | undefined;
}

/** What a pass is decided by: the lead as it stands now, the campaign's rules, and the agent's disposition. */
export interface DialedLead {
  /** Undefined: deleted meanwhile. */
  lead:
    | {
        state: LeadState;
        /** Another claim may have it by now. */
        claimId: number | null;
        passCount: number;
        dialCount: number;
        nextDialTime: Date;
        callbackAt: Date | null;
        callbackAgentId: number | null;
        reservedAgentId: number | null;
      }
    | undefined;
  disposition: Values<typeof dispositionFields> | undefined;
  rules: PassRules;
  /** The lead that is credited with the pass of its copy. */
  originalId: number | null;
}

// A campaign may be deleted while the last of its leads, deleted too, is on a call.
const withoutCampaign: PassRules = {
  passDelayMin: 60,
  passActions: [],
  maxPassesExclude: "",
  maxDailyPassesInclude: "",
  maxDialLimit: -1,
};

/**
 * Reads and locks what the end of a claim needs. Refuses dispositions the campaign does not have, agents without access and, of a person,
 * notes that are missing.
 */
export async function readDialed(
  tx: Transaction,
  { accountId }: Scope,
  claim: HeldClaim,
  outcome: Outcome,
  byItself: boolean,
): Promise<DialedLead> {
  const disposition =
    outcome.agentDisposition === undefined
      ? undefined
      : await dispositionNamed(tx, accountId, claim.campaignId, outcome.agentDisposition);
  if (disposition?.requireNote && !byItself && !outcome.notes?.trim())
    throw refuse("MISSING_FIELD", { field: "notes", takes: `a note, which disposition ${disposition.name} requires` });
  if (outcome.callback?.agentId !== undefined)
    await requireCampaignAgent(tx, accountId, claim.campaignId, outcome.callback.agentId, "callback.agentId");
  const held = await tx.maybe<DialedLead["lead"] & { originalLeadId: number | null; rules: PassRules | null }>(
    prepared(sql`
      select lead_state as state, claim_id as "claimId", pass_count as "passCount", dial_count as "dialCount", next_dial_time as "nextDialTime",
        callback_at as "callbackAt", callback_agent_id as "callbackAgentId", reserved_agent_id as "reservedAgentId",
        original_lead_id as "originalLeadId", ${rulesJson} as rules
      from lead
      left join campaign on campaign.account_id = ${accountId} and campaign.campaign_id = ${claim.campaignId}
      where lead.account_id = ${accountId} and lead_id = ${claim.leadId}
      for update of lead
    `),
  );
  const original =
    disposition?.mergeOriginal && held?.originalLeadId
      ? await tx.maybe(
          sql`select from lead where account_id = ${accountId} and lead_id = ${held.originalLeadId} for update`,
        )
      : undefined;
  const rules = held ? held.rules : await rulesOf(tx, accountId, claim.campaignId);
  return {
    lead: held,
    disposition,
    rules: rules ?? withoutCampaign,
    originalId: original && held ? held.originalLeadId : null,
  };
}

const rulesJson = sql`case when campaign.campaign_id is not null then json_build_object('passDelayMin', pass_delay_min,
  'passActions', pass_actions, 'maxPassesExclude', max_passes_exclude, 'maxDailyPassesInclude', max_daily_passes_include,
  'maxDialLimit', max_dial_limit) end`;

async function rulesOf(tx: Transaction, accountId: number, campaignId: number): Promise<PassRules | undefined> {
  const found = await tx.maybe<{ rules: PassRules }>(sql`
    select ${rulesJson} as rules from campaign where account_id = ${accountId} and campaign_id = ${campaignId}
  `);
  return found?.rules;
}

async function dispositionNamed(tx: Transaction, accountId: number, campaignId: number, name: string) {
  const dispositions = await tx.query<Values<typeof dispositionFields>>(sql`
    select ${selected(dispositionFields, "disposition")} from disposition
    where account_id = ${accountId} and campaign_id = ${campaignId} and not is_disabled
    order by rank, disposition_id
  `);
  const found = dispositions.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
  if (found) return found;
  throw refuse("INVALID_FIELD", {
    field: "agentDisposition",
    got: shown(name),
    takes:
      dispositions.length === 0
        ? `nothing, as campaign ${campaignId} has no dispositions`
        : `one of campaign ${campaignId}: ${dispositions.map((one) => one.name).join(", ")}`,
  });
}
