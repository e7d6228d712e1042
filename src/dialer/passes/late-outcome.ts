import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import type { HeldClaim } from "../claims/hold.ts";
import { countsOf, type PassRules } from "./pass-outcome.ts";

/** What happened to a claim that ended before its outcome arrived. */
export interface LateOutcome {
  from: "RELEASED" | "LAPSED";
  /** The pass that the sweep wrote; the outcome amends it. */
  pass:
    | { passId: number; systemDisposition: SystemDisposition; agentDisposition: string | null; day: string }
    | undefined;
  /** Another pass of the lead was recorded since. */
  hasNewerPass: boolean;
}

/** Reads how a claim ended; undefined if it is still open. */
export async function readLate(
  tx: Tx,
  accountId: number,
  timeZone: string,
  claim: HeldClaim,
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

/** What to add to the lead's counters; an amended pass has been counted before. */
export function countsToAdd(
  made: { counts: boolean; countsToday: boolean },
  late: LateOutcome | undefined,
  rules: PassRules,
  today: string,
): { passes: number; today: number; dials: number } {
  const now = { passes: Number(made.counts), today: Number(made.countsToday), dials: 1 };
  if (!late?.pass) return now;
  const { systemDisposition, agentDisposition, day } = late.pass;
  const before = countsOf(systemDisposition, agentDisposition ?? undefined, rules);
  return {
    passes: now.passes - Number(before.counts),
    today: day === today ? now.today - Number(before.countsToday) : 0,
    dials: 0,
  };
}
