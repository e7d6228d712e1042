import type { Tx } from "../../db/database.ts";
import { withoutDuplicates } from "./duplicates.ts";
import { type NewLead, newLeadIds } from "./insert-leads.ts";
import type { RowResult, RowScreen } from "./load.ts";
import type { Candidate } from "./prepare.ts";
import { reservableAgents } from "./reservable-agents.ts";
import { withoutListed } from "./scrub.ts";

interface Rows {
  scrubbed: boolean;
  candidates: Candidate[];
  zoneIds: Map<string, number>;
  /** Reserved ids, at least one per candidate; absent: new ids. */
  leadIds?: readonly number[];
}

interface ScreenResult {
  leads: NewLead[];
  duplicates: number;
  dncRemoved: number;
  failedAgentAssignments: number;
}

/**
 * Drops rows on the do-not-call list and duplicates, with the reasons in `results`, and turns the others into new
 * leads.
 */
export async function screenRows(
  tx: Tx,
  screen: RowScreen,
  rows: Rows,
  results: Map<number, RowResult>,
): Promise<ScreenResult> {
  const { accountId, campaignId } = screen;
  const unlisted = await withoutListed(tx, screen, rows.scrubbed, rows.candidates, results);
  const accepted = await withoutDuplicates(tx, screen, unlisted, results);
  const wanted = new Set(accepted.flatMap(({ fields }) => fields.reserveAgent ?? []));
  const agents = await reservableAgents(tx, accountId, campaignId, wanted);
  const leadIds = rows.leadIds ?? (accepted.length > 0 ? await newLeadIds(tx, accepted.length) : []);
  const leads = accepted.map((candidate, i) => ({
    ...candidate,
    leadId: leadIds[i] as number,
    timeZoneId: rows.zoneIds.get(candidate.zone) as number,
    reservedAgentId: agents.get(candidate.fields.reserveAgent ?? "") ?? null,
  }));
  return {
    leads,
    duplicates: unlisted.length - accepted.length,
    dncRemoved: rows.candidates.length - unlisted.length,
    failedAgentAssignments: leads.filter(
      ({ reservedAgentId, fields }) => fields.reserveAgent && reservedAgentId === null,
    ).length,
  };
}
