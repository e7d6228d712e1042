import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import type { SystemDisposition } from "../leads/state.ts";
import type { HeldClaim } from "./hold.ts";
import { countsOf, type PassRules } from "./pass-outcome.ts";

/** What is known when the outcome of a claim comes after the claim has ended. */
export interface Late {
  from: "RELEASED" | "LAPSED";
  /** The pass that the end of the lease wrote, which the outcome amends. */
  pass:
    | { passId: number; systemDisposition: SystemDisposition; agentDisposition: string | null; day: string }
    | undefined;
  /** The lead has been called, or a pass recorded, since. */
  hasNewerPass: boolean;
}

/** Reads what has become of an ended claim; undefined: it is still open. */
export async function readLate(
  tx: Tx,
  accountId: number,
  timeZone: string,
  claim: HeldClaim,
): Promise<Late | undefined> {
  const { claimId, leadId, passId, status: from } = claim;
  if (from !== "RELEASED" && from !== "LAPSED") return undefined;
  const { pass, hasNewerPass } = await tx.one<{ pass: Late["pass"] | null; hasNewerPass: boolean }>(sql`
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

/** By how much an outcome changes what its lead has been counted so far. */
export function countsToAdd(
  made: { counts: boolean; countsToday: boolean },
  late: Late | undefined,
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
