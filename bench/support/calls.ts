import type { BenchDatabase } from "./bench-database.ts";
import type { Call } from "./clients.ts";

/** Yields `count` actions, each on one random lead named by its external id. */
export function* singleActions({ accountId, rows }: BenchDatabase, action: string, count: number): Generator<Call> {
  const path = `/voice/api/v1/admin/accounts/${accountId}/campaignLeads/actions?leadAction=${action}`;
  for (let i = 0; i < count; i++) {
    const externIds = [randomExternId(rows)];
    yield {
      method: "PUT",
      path,
      body: { campaignLeadSearchCriteria: { externIds }, leadActionParams: { paramMap: {} } },
    };
  }
}

/** The external id of a random lead. */
export function randomExternId(rows: number): string {
  return `ext-${1 + Math.floor(Math.random() * rows)}`;
}

/** The phone number of a random lead, E.164. */
export function randomPhone(rows: number): string {
  return `+1${2015550001 + Math.floor(Math.random() * rows)}`;
}
