import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";

/**
 * Whether this is a public client, which has no secret to check. CLIENT_INVALID if one is sent anyway, or if another
 * client sends none.
 */
export async function isPublicClient(tx: Tx, { id, secret }: { id: string; secret: string }): Promise<boolean> {
  const known = await tx.maybe<{ isPublic: boolean }>(sql`
    select secret_hash is null as "isPublic" from oauth_client where client_id = ${id}
  `);
  const isPublic = known?.isPublic ?? false;
  if (isPublic === (secret !== "")) throw refuse("CLIENT_INVALID");
  return isPublic;
}
