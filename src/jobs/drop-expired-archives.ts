import Type from "typebox";
import { dropExpiredArchives } from "../leads/export/write.ts";
import { job } from "../worker/job.ts";

/** Deletes exports whose download links have expired. */
export default job({
  name: "drop-expired-archives",
  payload: Type.Object({}),
  cron: "*/10 * * * *",
  async run(context) {
    const dropped = await dropExpiredArchives(context.db, context.clock());
    if (dropped > 0) context.log.debug({ dropped }, "expired archives dropped");
  },
});
