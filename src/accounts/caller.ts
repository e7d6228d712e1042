import { refuse } from "../errors.ts";

/** What a user may do on an account; each includes what stands before it. */
export const roles = ["viewer", "dialer", "manager", "admin"] as const;
export type Role = (typeof roles)[number];

/** What the meaning of phones and times hangs on: an account's country and zone. */
interface Place {
  /** `USA` */
  country: string;
  /** `America/New_York` */
  timeZone: string;
}

/** Who asks: a signed-in user, or a token that acts for one. */
export interface Caller {
  userId: number;
  /** The user's mail address, as journal and audit name them. */
  name: string;
  homeAccountId: number;
  /** Roles by account, already cut down to the scope of the token in use. */
  roles: ReadonlyMap<number, Role>;
  /** Where these accounts are. */
  places: ReadonlyMap<number, Place>;
  /** The session whose token was sent; absent for an API token. */
  sessionId?: string;
  /** An API token with a scope or an expiry, which must not be turned into a credential without them. */
  limited?: boolean;
}

/** Refuses a caller who has no role on the account (as if it did not exist) or a lesser one than needed. */
export function requireRole(caller: Caller, accountId: number, needed: Role): void {
  const role = caller.roles.get(accountId);
  if (role === undefined) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  if (roles.indexOf(role) < roles.indexOf(needed)) throw refuse("FORBIDDEN", { needed, accountId, role });
}

/**
 * The account's scope, for a caller who has a role on it. It came with the caller, so it costs no statement of its own.
 */
export function scopeFor(caller: Caller, accountId: number): Place & { accountId: number } {
  const place = caller.places.get(accountId);
  if (!place) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  return { accountId, ...place };
}

/** Refuses a token with limits where credentials are made or changed: it would shed its limits. */
export function requireUnlimited(caller: Caller): void {
  if (caller.limited) throw refuse("LIMITED_TOKEN");
}
