import { type Sql, sql } from "../../../db/sql.ts";

/** Whose credentials: one user's, or those of all users whose home is an account. */
export type Owner = { userId: number } | { homeAccountId: number };

/** The condition on user `u`. */
export const belongsTo = (owner: Owner): Sql =>
  "userId" in owner ? sql`u.user_id = ${owner.userId}` : sql`u.home_account_id = ${owner.homeAccountId}`;
