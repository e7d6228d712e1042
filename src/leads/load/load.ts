import type { Caller } from "../../accounts/caller.ts";
import type { IdempotencyKey } from "../engine/open-action.ts";
import type { TimeZoneOption } from "./zone-of-lead.ts";

export const duplicateHandlings = ["RETAIN_ALL", "REMOVE_FROM_LIST", "REMOVE_ALL_EXISTING"] as const;
export type DuplicateHandling = (typeof duplicateHandlings)[number];

/** Leads to be put on a list of a campaign. Options that are absent have their usual value, which is named first. */
export interface Load {
  accountId: number;
  campaignId: number;
  /** When given, the campaign must belong to it. */
  dialGroupId?: number | undefined;
  /** As clients send them; see readFields. */
  rows: readonly unknown[];
  /** Where the rows stand in the request; absent: uploadLeads. */
  field?: string;
  /** An existing list of the campaign; absent: a new one. */
  listId?: number | undefined;
  /** Name of a new list. */
  description?: string | undefined;
  /** ACTIVE, or another state for a new list. */
  listState?: string | undefined;
  /** Absent: that of the list; of a new one NORMAL. */
  dialPriority?: "NORMAL" | "IMMEDIATE" | undefined;
  /** RETAIN_ALL: keep all; REMOVE_FROM_LIST: the first of each phone in this upload; REMOVE_ALL_EXISTING: that, and none whose phone a lead of the campaign has that was loaded so too. */
  duplicateHandling?: DuplicateHandling | undefined;
  /** NOT_APPLICABLE. */
  timeZoneOption?: TimeZoneOption | undefined;
  /** Labels of do-not-call tags to scrub by, beside the entries without tag. */
  dncTags?: readonly string[] | undefined;
  /** Country of numbers without +; absent: the campaign's, the account's. */
  numberOriginCountry?: string | undefined;
  internationalNumberFormat?: boolean | undefined;
  /** When a new list is to be archived, as text. */
  archiveAt?: string | undefined;
  /** Its Idempotency-Key, with all of the request but the rows. */
  once?: IdempotencyKey | undefined;
  caller: Pick<Caller, "userId" | "name">;
  now: Date;
}

/** What became of one row; they stand in the order of the upload, `row` counts from 1. */
export type RowResult =
  | { row: number; leadId: number; warnings?: string[] }
  | { row: number; rejected: string; reason: "INVALID" | "DUPLICATE" | "DNC"; existingLeadId?: number };

export interface LoadResult {
  /** The lead action that the load is, which can be undone. */
  actionId: number;
  /** Null when no lead was inserted: then no list is made. */
  listId: number | null;
  listState: string;
  timeZoneOption: TimeZoneOption;
  supplied: number;
  /** Rows without a bad field. */
  accepted: number;
  inserted: number;
  duplicates: number;
  dncRemoved: number;
  /** Inserted leads whose agent cannot have them. */
  failedAgentAssignments: number;
  results: RowResult[];
}

/** What says which rows become leads. */
export type RowScreen = Pick<Load, "accountId" | "campaignId" | "dncTags" | "duplicateHandling" | "now"> & {
  /** The load whose earlier batches count as the same upload. */
  loadId?: number;
};
