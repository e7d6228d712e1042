import type { Tx } from "../../db/database.ts";
import { withoutDuplicates } from "./duplicates.ts";
import { type NewLead, newLeadIds } from "./insert-leads.ts";
import type { RowResult, Sieve } from "./load.ts";
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

interface Sifted {
  leads: NewLead[];
  duplicates: number;
  dncRemoved: number;
  failedAgentAssignments: number;
}

/** Leaves out what is on the do-not-call list and what is there already, each with its reason in `results`, and makes new leads of the others. */
export async function sift(tx: Tx, sieve: Sieve, rows: Rows, results: Map<number, RowResult>): Promise<Sifted> {
  const { accountId, campaignId } = sieve;
  const listless = await withoutListed(tx, sieve, rows.scrubbed, rows.candidates, results);
  const kept = await withoutDuplicates(tx, sieve, listless, results);
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
