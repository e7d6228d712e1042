import Type from "typebox";
import { Refusal } from "../errors.ts";
import { enqueueLane } from "../leads/engine/begin-action.ts";
import { failAction, workOnAction } from "../leads/engine/work-on-action.ts";
import { job } from "../worker/job.ts";

// Then the action goes to the end of the line, so that one account's large actions do not keep others waiting.
const slice = 5000;

/** Works on the batches of a large lead action, together with the action's other jobs. */
export default job({
  name: "work-on-action",
  payload: Type.Object({
    accountId: Type.Integer(),
    actionId: Type.Integer(),
    lane: Type.Integer({ description: "Tells the jobs of one action apart" }),
  }),
  async run({ db, log }, { accountId, actionId, lane }, { signal, lastAttempt }) {
    try {
      if (await workOnAction(db, accountId, actionId, signal, undefined, slice))
        await enqueueLane(db, accountId, actionId, lane);
    } catch (error) {
      // A refusal would only repeat itself, for instance after the target list was deleted.
      if (lastAttempt || error instanceof Refusal) {
        log.error({ err: error, accountId, actionId }, "a lead action failed for good");
        await failAction(db, accountId, actionId, error instanceof Error ? error.message : String(error));
        return;
      }
      throw error;
    }
    // Throw so the job is retried elsewhere; returning would mark it done.
    signal.throwIfAborted();
  },
});
