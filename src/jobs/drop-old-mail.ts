import Type from "typebox";
import { dropOldMail } from "../mail/drop-old-mail.ts";
import { job } from "../worker/job.ts";

/** Deletes emails, and their files, after MAIL_DAYS. */
export default job({
  name: "drop-old-mail",
  payload: Type.Object({}),
  cron: "17 * * * *",
  async run(context) {
    const dropped = await dropOldMail(context);
    if (dropped > 0) context.log.debug({ dropped }, "old mails dropped");
  },
});
