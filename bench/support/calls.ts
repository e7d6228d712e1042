import type { BenchDatabase } from "./bench-database.ts";
import type { Call } from "./clients.ts";

/** So many actions, each on one lead that is picked by chance and named by its external id. */
export function* singleActions({ accountId, rows }: BenchDatabase, action: string, count: number): Generator<Call> {
  const path = `/voice/api/v1/admin/accounts/${accountId}/campaignLeads/actions?leadAction=${action}`;
  for (let i = 0; i < count; i++) {
    const externIds = [externId(rows)];
    yield {
      method: "PUT",
      path,
      body: { campaignLeadSearchCriteria: { externIds }, leadActionParams: { paramMap: {} } },
    };
  }
}

/** The external id of a lead picked by chance. */
export function externId(rows: number): string {
  return `ext-${1 + Math.floor(Math.random() * rows)}`;
}

/** The number of a lead picked by chance. */
export function phone(rows: number): string {
  return `+1${2015550001 + Math.floor(Math.random() * rows)}`;
}
