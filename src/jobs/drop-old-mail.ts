import Type from "typebox";
import { dropOldMail } from "../mail/drop-old-mail.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "drop-old-mail",
  payload: Type.Object({}),
  cron: "17 * * * *",
  async run(house) {
    const dropped = await dropOldMail(house);
    if (dropped > 0) house.log.debug({ dropped }, "old mails dropped");
  },
});
