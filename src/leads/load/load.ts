import type { Caller } from "../../accounts/caller.ts";
import type { IdempotencyKey } from "../engine/open-action.ts";
import type { TimeZoneOption } from "./zone-of-lead.ts";

export const duplicateHandlings = ["RETAIN_ALL", "REMOVE_FROM_LIST", "REMOVE_ALL_EXISTING"] as const;
export type DuplicateHandling = (typeof duplicateHandlings)[number];

/** Leads to load into a list of a campaign. The comments name each option's default first. */
export interface Load {
  accountId: number;
  campaignId: number;
  /** If given, the campaign must belong to it. */
  dialGroupId?: number | undefined;
  /** Rows as clients send them; see readFields. */
  rows: readonly unknown[];
  /** The name of the rows in the request, for refusals; absent: uploadLeads. */
  field?: string;
  /** An existing list of the campaign; absent: a new one. */
  listId?: number | undefined;
  /** The name of a new list; absent: the time of the load. */
  description?: string | undefined;
  /** The state of a new list; absent: ACTIVE. */
  listState?: string | undefined;
  /** Absent: the list's own; NORMAL for a new list. */
  dialPriority?: "NORMAL" | "IMMEDIATE" | undefined;
  /**
   * RETAIN_ALL (the default) keeps all rows; REMOVE_FROM_LIST keeps the first row of each phone in this upload;
   * REMOVE_ALL_EXISTING also drops rows whose phone belongs to a lead of the campaign that was loaded with this option.
   */
  duplicateHandling?: DuplicateHandling | undefined;
  /** Absent: NOT_APPLICABLE. */
  timeZoneOption?: TimeZoneOption | undefined;
  /** Labels of do-not-call tags to scrub by, in addition to entries without a tag. */
  dncTags?: readonly string[] | undefined;
  /** Country of numbers without +; absent: the campaign's, else the account's. */
  numberOriginCountry?: string | undefined;
  internationalNumberFormat?: boolean | undefined;
  /** When to archive a new list, as text. */
  archiveAt?: string | undefined;
  /** The Idempotency-Key, with everything in the request except the rows. */
  once?: IdempotencyKey | undefined;
  caller: Pick<Caller, "userId" | "name">;
  now: Date;
}

/** The result of one row. Results are in the order of the upload; `row` counts from 1. */
export type RowResult =
  | { row: number; leadId: number; warnings?: string[] }
  | { row: number; rejected: string; reason: "INVALID" | "DUPLICATE" | "DNC"; existingLeadId?: number };

export interface LoadResult {
  /** The load's lead action, which can be undone. */
  actionId: number;
  /** Null if no lead was inserted into a new list, which is then not created. */
  listId: number | null;
  listState: string;
  timeZoneOption: TimeZoneOption;
  supplied: number;
  /** Valid rows. */
  accepted: number;
  inserted: number;
  duplicates: number;
  dncRemoved: number;
  /** Inserted leads that could not be reserved for their agent. */
  failedAgentAssignments: number;
  results: RowResult[];
}

/** The options that decide which rows become leads. */
export type RowScreen = Pick<Load, "accountId" | "campaignId" | "dncTags" | "duplicateHandling" | "now"> & {
  /** The load whose earlier batches count as the same upload. */
  loadId?: number;
};
