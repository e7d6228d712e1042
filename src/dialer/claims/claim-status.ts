import { sql } from "../../db/sql.ts";

/**
 * A claim is fetched (PENDING), being dialed (DIALING), on a call (ACTIVE), or hung up without a disposition yet (WRAP_UP). It ends with its
 * outcome (DONE), given back (RELEASED), or because nobody renewed it (LAPSED).
 */
export const claimStatuses = ["PENDING", "DIALING", "ACTIVE", "WRAP_UP", "DONE", "RELEASED", "LAPSED"] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

/** The statuses in which a claim holds its lead. */
export const openStatuses: readonly ClaimStatus[] = ["PENDING", "DIALING", "ACTIVE", "WRAP_UP"];

/** The claim holds its lead, over `claim`. Spelled out, so that the partial indexes on open claims are used. */
export const isOpen = sql`claim.status in ('PENDING', 'DIALING', 'ACTIVE', 'WRAP_UP')`;
