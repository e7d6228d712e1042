import Type from "typebox";
import { tendQueue } from "../dialer/tend-queue.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "tend-queue",
  payload: Type.Object({ accountId: Type.Integer(), campaignId: Type.Integer() }),
  async run({ db, clock }, { accountId, campaignId }, { signal }) {
    await tendQueue(db, accountId, campaignId, clock, signal);
    // Left to another instance, which a job that has ended would not be.
    signal.throwIfAborted();
  },
});
