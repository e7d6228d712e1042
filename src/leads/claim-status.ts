import { sql } from "../db/sql.ts";

/**
 * What a claim can be: fetched (PENDING), being dialed (DIALING), on a call (ACTIVE), hung up without a disposition yet (WRAP_UP), and ended
 * with its outcome (DONE), given back (RELEASED), or not renewed in time (LAPSED).
 */
export const claimStatuses = ["PENDING", "DIALING", "ACTIVE", "WRAP_UP", "DONE", "RELEASED", "LAPSED"] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

/** Those in which a claim holds its lead. */
export const openStatuses: readonly ClaimStatus[] = ["PENDING", "DIALING", "ACTIVE", "WRAP_UP"];

/** The claim holds its lead, over `claim`. Spelled out, so that the partial indexes on open claims are used. */
export const isOpen = sql`claim.status in ('PENDING', 'DIALING', 'ACTIVE', 'WRAP_UP')`;
