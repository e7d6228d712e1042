import Type from "typebox";
import { dropOldClaimRequests } from "../dialer/claims/claim-request.ts";
import { dropOldKeys } from "../leads/engine/open-action.ts";
import { job } from "../worker/job.ts";

/** Deletes the idempotency keys of actions and claims after seven days. */
export default job({
  name: "forget-idempotency-keys",
  payload: Type.Object({}),
  cron: "41 3 * * *",
  async run({ db, clock, log }) {
    const dropped = (await dropOldKeys(db, clock())) + (await dropOldClaimRequests(db, clock()));
    if (dropped > 0) log.debug({ dropped }, "old idempotency keys dropped");
  },
});
