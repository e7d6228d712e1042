import Type from "typebox";
import { dropExpiredFiles } from "../leads/files/lead-file.ts";
import { job } from "../worker/job.ts";

/** Deletes uploaded lead files when they expire, and the rows that loads rejected after 30 days. */
export default job({
  name: "drop-expired-files",
  payload: Type.Object({}),
  cron: "*/10 * * * *",
  async run({ db, clock, log }) {
    const dropped = await dropExpiredFiles(db, clock());
    if (dropped > 0) log.debug({ dropped }, "expired lead files dropped");
  },
});
