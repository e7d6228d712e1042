import Type from "typebox";
import { forgetSessions } from "../accounts/sign-in/session.ts";
import { forgetOldFailures } from "../accounts/sign-in/sign-in-throttle.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "forget-sign-ins",
  payload: Type.Object({}),
  cron: "23 * * * *",
  async run(context) {
    const now = context.clock();
    await forgetSessions(context.db, now);
    await forgetOldFailures(context.db, now);
  },
});
