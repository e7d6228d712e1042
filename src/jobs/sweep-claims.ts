import Type from "typebox";
import { sweepClaims } from "../dialer/sweep.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "sweep-claims",
  payload: Type.Object({}),
  cron: "* * * * *",
  async run(house) {
    const swept = await sweepClaims(house.db, house.clock());
    if (swept.freed + swept.passed > 0) house.log.info(swept, "claims lapsed");
  },
});
