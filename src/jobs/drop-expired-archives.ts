import Type from "typebox";
import { dropExpiredArchives } from "../leads/export/write.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "drop-expired-archives",
  payload: Type.Object({}),
  cron: "*/10 * * * *",
  async run(house) {
    const dropped = await dropExpiredArchives(house.db, house.clock());
    if (dropped > 0) house.log.debug({ dropped }, "expired archives dropped");
  },
});
