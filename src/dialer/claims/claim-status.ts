import { sql } from "../../db/sql.ts";

/*
 * The life of a claim:
 *
 *             ┌─────────────────── open ───────────────────┐
 *    claim ──▶│ PENDING ──▶ DIALING ──▶ ACTIVE ──▶ WRAP_UP │──complete──▶ DONE
 *             └────┬───────────┬─────────────────────┬─────┘               ▲
 *               release     release            lease expires               │
 *                  ▼           │                     ▼                     │
 *              RELEASED ◀──────┘                   LAPSED ──late complete──┤
 *                  ├───────late hangup───────────────▲                     │
 *                  └─────────────────────────────────────late complete─────┘
 *
 *   step            who     from → to                            and
 *   dialing         dialer  PENDING → DIALING                    renews the lease
 *   connect         dialer  PENDING, DIALING → ACTIVE            renews the lease; the lead becomes ACTIVE
 *   hangup          dialer  PENDING, DIALING, ACTIVE → WRAP_UP   the lease ends with the time for a disposition
 *   next-number     dialer  any open → PENDING                   records a pass; renews; the lead becomes PENDING
 *   renew           dialer  any open, unchanged                  renews the lease, except in a limited WRAP_UP
 *   complete        dialer  any open, RELEASED, LAPSED → DONE    records a pass, or amends an earlier one
 *   release         dialer  PENDING, DIALING → RELEASED          records no pass
 *   DIALER_REFRESH  action  PENDING → RELEASED                   records no pass
 *   sweep           job     PENDING → LAPSED                     records no pass
 *   sweep           job     DIALING, ACTIVE, WRAP_UP → LAPSED    records a pass
 *   late hangup     dialer  RELEASED, LAPSED → LAPSED            records or amends a pass, at the first report
 *
 * While it is open, a claim holds its lead (lead.claim_id; the lead is off the dial queue, in state PENDING or ACTIVE)
 * and all the lead's numbers (held_number), so that nobody else is handed the lead or one of its numbers. Every end
 * frees both. A lead deleted meanwhile changes nothing about its claim.
 *
 * The lead afterwards:
 *  - without a pass: as before the claim, READY or a callback again, queued, nothing counted; it stays stopped if an
 *    action stopped it meanwhile.
 *  - DONE: as the outcome says (pass-outcome.ts), unless another claim holds it, an action stopped it, or it has a
 *    newer pass (lead-after-call.ts). A do-not-call outcome applies in any case.
 *  - LAPSED with a pass: as API_ERROR says, normally retried after the pass delay; after hangup, as the reported
 *    disposition and the campaign's default agent disposition say.
 */

/** Open claims are fetched, being dialed, on a call, or awaiting a disposition; the others have ended. */
export const claimStatuses = ["PENDING", "DIALING", "ACTIVE", "WRAP_UP", "DONE", "RELEASED", "LAPSED"] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

/** The statuses in which a claim holds its lead. */
export const openStatuses: readonly ClaimStatus[] = ["PENDING", "DIALING", "ACTIVE", "WRAP_UP"];

/** Whether a claim is open, over `claim`. Spelled out, so that the planner uses the partial indexes on open claims. */
export const isOpen = sql`claim.status in ('PENDING', 'DIALING', 'ACTIVE', 'WRAP_UP')`;
