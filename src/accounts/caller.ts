import { refuse } from "../errors.ts";

/** What a user may do on an account; each role includes the ones before it. */
export const roles = ["viewer", "dialer", "manager", "admin"] as const;
export type Role = (typeof roles)[number];

/** An account's country and time zone, by which phone numbers and times are read. */
interface AccountLocale {
  /** `USA` */
  country: string;
  /** `America/New_York` */
  timeZone: string;
}

/** Who makes a request: a signed-in user, or a token that acts for one. */
export interface Caller {
  userId: number;
  /** The user's email address, as journal and audit name them. */
  name: string;
  /** The client's IP address; absent in jobs. */
  address?: string;
  homeAccountId: number;
  /** Roles by account, limited to the scope of the token in use. */
  roles: ReadonlyMap<number, Role>;
  /** Countries and time zones of the same accounts. */
  locales: ReadonlyMap<number, AccountLocale>;
  /** Accounts on which the user has a role that is worth nothing while they are closed. */
  closed?: ReadonlySet<number>;
  /** The session whose token was sent; absent for API tokens. */
  sessionId?: string;
  /** The API token that was sent; absent for sessions. */
  tokenId?: number;
  /** An API token with a scope or an expiry, which must not create credentials without them. */
  limited?: boolean;
}

/**
 * Refuses a caller without a role on the account, as if it didn't exist, or with a lesser role than needed; anybody if
 * it is closed.
 */
export function requireRole(caller: Caller, accountId: number, needed: Role): void {
  if (caller.closed?.has(accountId)) throw refuse("ACCOUNT_CLOSED", { accountId });
  const role = caller.roles.get(accountId);
  if (role === undefined) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  if (roles.indexOf(role) < roles.indexOf(needed)) throw refuse("FORBIDDEN", { needed, accountId, role });
}

/** The scope of an account on which the caller has a role. It is part of the caller, so it needs no query. */
export function scopeFor(caller: Caller, accountId: number): AccountLocale & { accountId: number } {
  const place = caller.locales.get(accountId);
  if (!place) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  return { accountId, ...place };
}

/** Refuses a token with limits where credentials are created or changed, since it could shed its limits there. */
export function requireUnlimited(caller: Caller): void {
  if (caller.limited) throw refuse("LIMITED_TOKEN");
}
