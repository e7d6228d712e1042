import Type from "typebox";
import type { ActionRecord } from "../../leads/engine/action-record.ts";
import type { Rejection } from "../../leads/files/rejected-rows.ts";
import type { LoadResult, RowResult } from "../../leads/load/load.ts";

const Count = (description: string) => Type.Integer({ description });

/** The outcome of one row: a new lead, or why there is none. */
export const LoadedRow = Type.Object({
  row: Type.Integer({ description: "Number of the row in the upload, from 1" }),
  leadId: Type.Optional(Type.Integer({ description: "The new lead" })),
  warnings: Type.Optional(
    Type.Array(Type.String(), { description: "Values that were left out because they are not valid" }),
  ),
  rejected: Type.Optional(Type.String({ description: "Why the row was not loaded, in words" })),
  reason: Type.Optional(Type.Enum(["INVALID", "DUPLICATE", "DNC"])),
  existingLeadId: Type.Optional(Type.Integer({ description: "The existing lead that this row duplicates" })),
});

/** RingCX's response to a load. listId, leads, and actionId are Leadyard's additions. */
export const LeadListProcessingResult = Type.Object(
  {
    processingStatus: Type.Enum(["DEFAULT_NOT_A_FAILURE", "NO_LEADS_PASSED_VALIDATION"]),
    processingResult: Type.Enum(["SUCCESS", "FAILURE"]),
    message: Type.String(),
    leadsSupplied: Count("Rows in the upload"),
    leadsAccepted: Count("Rows in which every field is valid"),
    leadsInserted: Count("New leads"),
    leadsConverted: Count("Always 0"),
    internalDncCount: Count("Rows on the do-not-call list"),
    deletedCount: Count("Rows left out as duplicates"),
    hasDeletedLeads: Type.Boolean(),
    failedAgentAssignment: Count(
      "New leads whose agent cannot be assigned to them; they are loaded without a reservation",
    ),
    rejectedRows: Type.Array(Type.Object({ rowData: Type.Array(Type.String()), message: Type.String() })),
    listState: Type.String(),
    timeZoneOption: Type.String(),
    listId: Type.Union([Type.Integer(), Type.Null()], {
      description: "The list; null if none was created because no row was loaded",
    }),
    leads: Type.Optional(Type.Array(LoadedRow, { description: "Only for direct: the outcome of each row, in order" })),
    actionId: Type.Integer({ description: "The lead action that records the load and can undo it" }),
  },
  { additionalProperties: true },
);

/** Formats a direct load as RingCX reports it. `rows` are the rows of the request. */
export function processingResult(result: LoadResult, rows: readonly unknown[], description: string | undefined) {
  return {
    ...summary(result),
    actionId: result.actionId,
    rejectedRows: result.results.flatMap((one) => (isInvalid(one) ? [rejectedRow(rows[one.row - 1], one)] : [])),
    uploadFileName: description ?? null,
    leads: result.results,
  };
}

/**
 * Formats the load of a file as RingCX reports it, finished or not. `rejections` may be only the first of the rejected
 * rows.
 */
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
      : { processingStatus: "DEFAULT_NOT_A_FAILURE", processingResult: "SUCCESS", message: "The load is running." }),
    ...(failed
      ? {
          processingStatus: "GENERAL_FAILURE",
          processingResult: "FAILURE",
          message: status === "CANCELLED" ? "The load was canceled." : `The load failed: ${failure}`,
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
  const leftOut = [
    { count: supplied - accepted, what: "rejected for an invalid field" },
    { count: duplicates, what: "left out as duplicates" },
    { count: dncRemoved, what: "on the do-not-call list" },
    { count: failedAgentAssignments, what: "loaded without their agent" },
  ];
  const words = leftOut.filter(({ count }) => count > 0).map(({ count, what }) => `; ${count} ${what}`);
  return `${inserted} of ${supplied} leads loaded${words.join("")}.`;
}

type Invalid = Extract<RowResult, { rejected: string }>;

const isInvalid = (result: RowResult): result is Invalid => "rejected" in result && result.reason === "INVALID";

// Rows are shown so that people can find them in the file. Full values would make the response as large as the upload.
const longestValue = 200;

function rejectedRow(row: unknown, { row: number, rejected }: Pick<Invalid, "row" | "rejected">) {
  const values = typeof row === "object" && row !== null ? Object.values(row) : [row];
  const rowData = values.map((value) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
  });
  return { rowData, message: `Row ${number}: ${rejected}` };
}
