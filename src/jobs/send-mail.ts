import Type from "typebox";
import { deliverMail } from "../mail/deliver.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "send-mail",
  payload: Type.Object({ accountId: Type.Integer(), mailId: Type.Integer() }),
  run: (context, { accountId, mailId }, { lastAttempt }) => deliverMail(context, accountId, mailId, lastAttempt),
});
