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
  /** Ids that were set aside for them, at least as many as there are; absent: new ones. */
  leadIds?: readonly number[];
}

interface ScreenResult {
  leads: NewLead[];
  duplicates: number;
  dncRemoved: number;
  failedAgentAssignments: number;
}

/** Leaves out what is on the do-not-call list and what is there already, each with its reason in `results`, and makes new leads of the others. */
export async function screenRows(
  tx: Tx,
  screen: RowScreen,
  rows: Rows,
  results: Map<number, RowResult>,
): Promise<ScreenResult> {
  const { accountId, campaignId } = screen;
  const listless = await withoutListed(tx, screen, rows.scrubbed, rows.candidates, results);
  const kept = await withoutDuplicates(tx, screen, listless, results);
  const wanted = new Set(kept.flatMap(({ fields }) => fields.reserveAgent ?? []));
  const agents = await reservableAgents(tx, accountId, campaignId, wanted);
  const leadIds = rows.leadIds ?? (kept.length > 0 ? await newLeadIds(tx, kept.length) : []);
  const leads = kept.map((candidate, i) => ({
    ...candidate,
    leadId: leadIds[i] as number,
    timeZoneId: rows.zoneIds.get(candidate.zone) as number,
    reservedAgentId: agents.get(candidate.fields.reserveAgent ?? "") ?? null,
  }));
  return {
    leads,
    duplicates: listless.length - kept.length,
    dncRemoved: rows.candidates.length - listless.length,
    failedAgentAssignments: leads.filter(
      ({ reservedAgentId, fields }) => fields.reserveAgent && reservedAgentId === null,
    ).length,
  };
}
