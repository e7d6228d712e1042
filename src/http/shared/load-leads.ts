import Type from "typebox";
import type { ActionRecord } from "../../leads/engine/action-record.ts";
import type { Rejection } from "../../leads/files/rejected-rows.ts";
import type { LoadResult, RowResult } from "../../leads/load/load.ts";

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
    leads: Type.Optional(Type.Array(LoadedRow, { description: "direct: what became of each row, in order" })),
    actionId: Type.Integer({ description: "The lead action that the load is, which can be undone" }),
  },
  { additionalProperties: true },
);

/** A load as RingCX reports it. `rows` are those of the request. */
export function processingResult(result: LoadResult, rows: readonly unknown[], description: string | undefined) {
  return {
    ...summary(result),
    actionId: result.actionId,
    rejectedRows: result.results.flatMap((one) => (isInvalid(one) ? [rejectedRow(rows[one.row - 1], one)] : [])),
    uploadFileName: description ?? null,
    leads: result.results,
  };
}

/** The load of a file as RingCX reports it; of many rejected rows the first. */
export function processedFile(
  record: ActionRecord,
  result: Omit<LoadResult, "results">,
  rejections: readonly Rejection[],
  fileName: string | null,
) {
  const { status, failure, actionId, accountId } = record;
  const failed = status === "FAILED" || status === "CANCELLED";
  const over = status !== "RUNNING";
  return {
    ...summary(result),
    ...(over
      ? {}
      : { processingStatus: "DEFAULT_NOT_A_FAILURE", processingResult: "SUCCESS", message: "The load is under way." }),
    ...(failed
      ? {
          processingStatus: "GENERAL_FAILURE",
          processingResult: "FAILURE",
          message: `The load was ${status === "CANCELLED" ? "cancelled" : `given up: ${failure}`}`,
        }
      : {}),
    rejectedRows: rejections.map(({ rowNumber, message: rejected, cells }) =>
      rejectedRow(cells, { row: rowNumber, rejected }),
    ),
    uploadFileName: fileName,
    actionId,
    status,
    rejectedRowsUrl: `/v1/accounts/${accountId}/lead-actions/${actionId}/rejected-rows`,
  };
}

function summary(result: Omit<LoadResult, "results">) {
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
    listState: result.listState,
    timeZoneOption: result.timeZoneOption,
    listId: result.listId,
  };
}

function message({
  supplied,
  accepted,
  inserted,
  duplicates,
  dncRemoved,
  failedAgentAssignments,
}: Omit<LoadResult, "results">): string {
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

function rejectedRow(row: unknown, { row: number, rejected }: Pick<Invalid, "row" | "rejected">) {
  const values = typeof row === "object" && row !== null ? Object.values(row) : [row];
  const rowData = values.map((value) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
  });
  return { rowData, message: `Row ${number}: ${rejected}` };
}
