import type { Database, Transaction } from "../../db/database.ts";
import { enqueue } from "../../db/enqueue.ts";
import { sql } from "../../db/sql.ts";
import { addressBlock } from "../sign-in/guesses/address-block.ts";
import { countAttempt } from "../sign-in/guesses/sign-in-throttle.ts";
import { getUser, type User } from "../users.ts";
import { issuePasswordLink } from "./password-link.ts";

/**
 * Takes a request for a link from somebody who forgot the password. Does the same at the same speed whether or not there
 * is such a user: a job looks for them. SIGN_IN_THROTTLED after too many requests.
 */
export async function requestPasswordLink(db: Database, email: string, address: string, now: Date): Promise<void> {
  const block = addressBlock(address);
  await countAttempt(
    db,
    [
      { scope: "forgotten password", name: email, address: "", most: 5, minutes: 60 },
      { scope: "forgotten passwords at address", name: "", address: block, most: 20, minutes: 60 },
    ],
    now,
  );
  await enqueue(db, "mail-password-link", { email });
}

/** Issues the link, if there is an enabled user with this address who has a password, and passes it on. */
export async function answerForgottenPassword(
  db: Database,
  email: string,
  send: (tx: Transaction, link: { user: User; token: string; reason: "RESET" }) => Promise<void>,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    // Who signs in elsewhere gets no password here, or would keep access after losing it there.
    const known = await tx.maybe<{ userId: number }>(sql`
      select user_id as "userId" from app_user
      where lower(email) = lower(${email}) and enabled and password_hash is not null for update
    `);
    if (!known) return;
    const token = await issuePasswordLink(tx, known.userId, "RESET", now);
    await send(tx, { user: await getUser(tx, known.userId), token, reason: "RESET" });
  });
}
