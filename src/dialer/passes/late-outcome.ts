import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import type { LockedClaim } from "../claims/hold.ts";
import { type PassRules, passCounts } from "./pass-outcome.ts";

/** How a claim ended that receives its outcome only now. */
export interface LateOutcome {
  from: "RELEASED" | "LAPSED";
  /** The pass that the sweep or a late hangup wrote, which the outcome amends. `day` is in the account's time zone. */
  pass:
    | { passId: number; systemDisposition: SystemDisposition; agentDisposition: string | null; day: string }
    | undefined;
  /** Whether another pass of the lead was recorded since. */
  hasNewerPass: boolean;
}

/** Reads how the claim ended; undefined if it is still open, or DONE. */
export async function readLateOutcome(
  tx: Tx,
  accountId: number,
  timeZone: string,
  claim: LockedClaim,
): Promise<LateOutcome | undefined> {
  const { claimId, leadId, passId, status: from } = claim;
  if (from !== "RELEASED" && from !== "LAPSED") return undefined;
  const { pass, hasNewerPass } = await tx.one<{ pass: LateOutcome["pass"] | null; hasNewerPass: boolean }>(sql`
    select (
        select json_build_object('passId', pass_id, 'systemDisposition', system_disposition, 'agentDisposition', agent_disposition,
          'day', (passed_at at time zone ${timeZone})::date)
        from pass where account_id = ${accountId} and pass_id = ${passId}::bigint) as pass,
      exists (
        select from pass
        where pass.account_id = ${accountId} and pass.lead_id = ${leadId} and pass.undone_by_action_id is null
          and (pass.pass_id > ${passId}::bigint or ${passId}::bigint is null and pass.passed_at >= claim.ended_at)) as "hasNewerPass"
    from claim where account_id = ${accountId} and claim_id = ${claimId}
  `);
  return { from, pass: pass ?? undefined, hasNewerPass };
}

/**
 * What to add to the lead's counters. Replaces what an amended pass counted, and today's count only if it was today's.
 */
export function countsToAdd(
  made: { counts: boolean; countsToday: boolean },
  late: LateOutcome | undefined,
  rules: PassRules,
  today: string,
): { passes: number; today: number; dials: number } {
  const now = { passes: Number(made.counts), today: Number(made.countsToday), dials: 1 };
  if (!late?.pass) return now;
  const { systemDisposition, agentDisposition, day } = late.pass;
  const before = passCounts(systemDisposition, agentDisposition ?? undefined, rules);
  return {
    passes: now.passes - Number(before.counts),
    today: day === today ? now.today - Number(before.countsToday) : 0,
    dials: 0,
  };
}
