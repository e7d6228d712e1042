import Type from "typebox";
import { resumeActions } from "../leads/engine/begin-action.ts";
import { job } from "../worker/job.ts";

/** Enqueues new jobs for running actions whose jobs used up their attempts, for instance when instances were killed. */
export default job({
  name: "resume-actions",
  payload: Type.Object({}),
  cron: "* * * * *",
  async run({ db, log }) {
    const resumed = await resumeActions(db);
    if (resumed > 0) log.warn({ resumed }, "resumed lead actions that no job was working on");
  },
});
