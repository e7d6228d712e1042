import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";

/** How and from where a user signs in or out. */
export interface SignInWay {
  /** `password`, `JWT`, and so on. */
  how: string;
  /** The client's IP address. */
  address?: string | undefined;
}

/**
 * Records a sign-in, a failed one, or a sign-out in the audit of each account on which the user has a role. Failures are
 * only recorded for users that exist: anybody may type a name, or a password in its place.
 */
export async function recordSignIn(
  tx: Tx,
  type: "SIGN_IN" | "SIGN_IN_FAILED" | "SIGN_OUT",
  userId: number,
  { how, address }: SignInWay,
): Promise<void> {
  await tx.execute(sql`
    insert into audit (account_id, user_id, user_name, address, action_type, entity, entity_id, description, after)
    select r.account_id, u.user_id, u.email, ${address ?? null}, ${type}, 'User', u.user_id::text, ${how}, ${JSON.stringify({ how })}
    from app_user u join account_role r using (user_id) where u.user_id = ${userId} order by r.account_id
  `);
}
