import Type from "typebox";
import { endSuppressions } from "../leads/end-suppressions.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "end-suppressions",
  payload: Type.Object({}),
  // And at the moment each ends, for which its action enqueues it.
  cron: "* * * * *",
  async run({ db, clock, log }) {
    const ended = await endSuppressions(db, clock());
    if (ended > 0) log.info({ accounts: ended }, "suppressions have ended");
  },
});
