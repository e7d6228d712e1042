import Type from "typebox";
import { deleteOldAddresses } from "../accounts/sign-in/guesses/known-addresses.ts";
import { deleteOldAttempts } from "../accounts/sign-in/guesses/sign-in-throttle.ts";
import { deleteOldTokens } from "../accounts/sign-in/one-time-token.ts";
import { deleteExpiredSessions } from "../accounts/sign-in/session.ts";
import { job } from "../worker/job.ts";

/** Deletes expired sessions and one-time tokens, failed sign-ins that no longer count, and addresses where nobody signs in any more. */
export default job({
  name: "forget-sign-ins",
  payload: Type.Object({}),
  cron: "23 * * * *",
  async run(context) {
    const now = context.clock();
    await deleteExpiredSessions(context.db, now);
    await deleteOldTokens(context.db, now);
    await deleteOldAttempts(context.db, now);
    await deleteOldAddresses(context.db, now);
  },
});
