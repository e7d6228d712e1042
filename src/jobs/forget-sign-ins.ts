import Type from "typebox";
import { deleteExpiredSessions } from "../accounts/sign-in/session.ts";
import { deleteOldFailures } from "../accounts/sign-in/sign-in-throttle.ts";
import { job } from "../worker/job.ts";

/** Deletes expired sessions, and failed sign-ins that no longer count. */
export default job({
  name: "forget-sign-ins",
  payload: Type.Object({}),
  cron: "23 * * * *",
  async run(context) {
    const now = context.clock();
    await deleteExpiredSessions(context.db, now);
    await deleteOldFailures(context.db, now);
  },
});
