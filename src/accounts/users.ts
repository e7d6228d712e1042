import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";

export interface User {
  userId: number;
  email: string;
  firstName: string;
  lastName: string;
  enabled: boolean;
  homeAccountId: number;
  createdAt: Date;
}

export async function getUser(tx: Tx, userId: number): Promise<User> {
  const user = await tx.maybe<User>(sql`
    select user_id as "userId", email, first_name as "firstName", last_name as "lastName", enabled,
      home_account_id as "homeAccountId", created_at as "createdAt"
    from app_user where user_id = ${userId}
  `);
  if (!user) throw refuse("NOT_FOUND", { what: "user", id: userId });
  return user;
}
