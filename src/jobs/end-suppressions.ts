import Type from "typebox";
import { endSuppressions } from "../leads/end-suppressions.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "end-suppressions",
  payload: Type.Object({}),
  // The action also schedules this job for the exact end time.
  cron: "* * * * *",
  async run({ db, clock, log }) {
    const ended = await endSuppressions(db, clock());
    if (ended > 0) log.info({ accounts: ended }, "suppressions ended");
  },
});
