import Type from "typebox";
import type { LoadResult, RowResult } from "../leads/load/load-leads.ts";

const Count = (description: string) => Type.Integer({ description });

/** What became of a row. */
export const LoadedRow = Type.Object({
  row: Type.Integer({ description: "Place in the upload, from 1" }),
  leadId: Type.Optional(Type.Integer({ description: "The new lead" })),
  warnings: Type.Optional(Type.Array(Type.String(), { description: "What was left out of it" })),
  rejected: Type.Optional(Type.String({ description: "Why there is no new lead, in words" })),
  reason: Type.Optional(Type.Enum(["INVALID", "DUPLICATE", "DNC"])),
  existingLeadId: Type.Optional(Type.Integer({ description: "The lead that a duplicate gave way to" })),
});

/** RingCX's answer to a load; listId, duplicateCount and leads are ours. */
export const LeadListProcessingResult = Type.Object(
  {
    processingStatus: Type.Enum(["DEFAULT_NOT_A_FAILURE", "NO_LEADS_PASSED_VALIDATION"]),
    processingResult: Type.Enum(["SUCCESS", "FAILURE"]),
    message: Type.String(),
    leadsSupplied: Count("Rows of the upload"),
    leadsAccepted: Count("Rows without a bad field"),
    leadsInserted: Count("New leads"),
    leadsConverted: Count("Always 0"),
    internalDncCount: Count("Rows on the do-not-call list"),
    deletedCount: Count("Rows left out as duplicates"),
    hasDeletedLeads: Type.Boolean(),
    failedAgentAssignment: Count("New leads whose agent cannot have them, and which are reserved for nobody"),
    rejectedRows: Type.Array(Type.Object({ rowData: Type.Array(Type.String()), message: Type.String() })),
    listState: Type.String(),
    timeZoneOption: Type.String(),
    listId: Type.Union([Type.Integer(), Type.Null()], {
      description: "The list; null when no list was made, as no row was loaded",
    }),
    leads: Type.Array(LoadedRow, { description: "What became of each row, in order" }),
  },
  { additionalProperties: true },
);

/** A load as RingCX reports it. `rows` are those of the request. */
export function processingResult(result: LoadResult, rows: readonly unknown[], description: string | undefined) {
  return {
    processingStatus: result.accepted > 0 ? "DEFAULT_NOT_A_FAILURE" : "NO_LEADS_PASSED_VALIDATION",
    processingResult: result.accepted > 0 ? "SUCCESS" : "FAILURE",
    message: message(result),
    leadsSupplied: result.supplied,
    leadsAccepted: result.accepted,
    leadsInserted: result.inserted,
    leadsConverted: 0,
    internalDncCount: result.dncRemoved,
    dncUploadCount: 0,
    dncReturnedCount: 0,
    whitelistCount: 0,
    quotaCount: 0,
    deletedCount: result.duplicates,
    hasDeletedLeads: result.duplicates > 0,
    failedAgentAssignment: result.failedAgentAssignments,
    rejectedRows: result.results.flatMap((one) => (isInvalid(one) ? [rejectedRow(rows[one.row - 1], one)] : [])),
    listState: result.listState,
    timeZoneOption: result.timeZoneOption,
    uploadFileName: description ?? null,
    listId: result.listId,
    leads: result.results,
  };
}

function message({ supplied, accepted, inserted, duplicates, dncRemoved, failedAgentAssignments }: LoadResult): string {
  const left = [
    { count: supplied - accepted, what: "rejected for a bad field" },
    { count: duplicates, what: "left out as duplicates" },
    { count: dncRemoved, what: "on the do-not-call list" },
    { count: failedAgentAssignments, what: "loaded without the agent asked for" },
  ];
  const words = left.filter(({ count }) => count > 0).map(({ count, what }) => `; ${count} ${what}`);
  return `${inserted} of ${supplied} leads loaded${words.join("")}.`;
}

type Invalid = Extract<RowResult, { rejected: string }>;

const isInvalid = (result: RowResult): result is Invalid => "rejected" in result && result.reason === "INVALID";

// A row is shown so that it can be found again, not handed back.
const longestValue = 200;

function rejectedRow(row: unknown, { row: number, rejected }: Invalid) {
  const values = typeof row === "object" && row !== null ? Object.values(row) : [row];
  const rowData = values.map((value) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
  });
  return { rowData, message: `Row ${number}: ${rejected}` };
}
