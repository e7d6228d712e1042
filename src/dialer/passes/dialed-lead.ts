import type { Transaction } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { dispositionFields } from "../../dispositions/disposition-fields.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { LeadState, SystemDisposition } from "../../leads/state.ts";
import { shown } from "../../validation/check.ts";
import { selectList, type Values } from "../../validation/fields.ts";
import { requireCampaignAgent } from "../claims/campaign-agent.ts";
import type { LockedClaim } from "../claims/hold.ts";
import type { PassRules } from "./pass-outcome.ts";

/** What a dialer reports about a call. */
export interface Outcome {
  claimId: number;
  systemDisposition: SystemDisposition;
  /** The name of one of the campaign's dispositions. */
  agentDisposition?: string | undefined;
  /** An appointment made on the call; without an agent, anyone may make it. */
  callback?: { at: Date; agentId?: number | undefined } | undefined;
  /** Talk time. */
  durationSeconds?: number | undefined;
  dialDurationSeconds?: number | undefined;
  notes?: string | undefined;
  uii?: string | undefined;
}

/** What decides about a pass: the lead as it is now, the campaign's rules, and the agent's disposition. */
export interface DialedLead {
  /** Undefined: the lead was deleted meanwhile. */
  lead:
    | {
        state: LeadState;
        /** The claim that holds the lead now, possibly another. */
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
  /** The original lead that the pass is credited to, if this lead is a copy and its disposition merges. */
  originalId: number | null;
}

// A campaign may be deleted while its last lead, deleted too, is on a call.
const withoutCampaign: PassRules = {
  passDelayMin: 60,
  passActions: [],
  maxPassesExclude: "",
  maxDailyPassesInclude: "",
  maxDialLimit: -1,
};

/**
 * Reads and locks what the end of a claim needs. Refuses dispositions the campaign doesn't have and callbacks for
 * agents without access. Notes are required only of people: `byItself` is set when the sweep ends the claim.
 */
export async function lockDialedLead(
  tx: Transaction,
  { accountId }: Scope,
  claim: LockedClaim,
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

// Null if the campaign was deleted.
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
    select ${selectList(dispositionFields, "disposition")} from disposition
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
        ? `nothing, because campaign ${campaignId} has no dispositions`
        : `a disposition of campaign ${campaignId}: ${dispositions.map((one) => one.name).join(", ")}`,
  });
}
