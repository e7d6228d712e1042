import Type from "typebox";
import { resumeActions } from "../leads/engine/begin-action.ts";
import { resumeExports } from "../leads/export/enqueue-export.ts";
import { job } from "../worker/job.ts";

/** Continues the actions, loads, and exports of an account that is open again. */
export default job({
  name: "resume-account",
  payload: Type.Object({ accountId: Type.Integer() }),
  async run({ db, log }, { accountId }) {
    const actions = await resumeActions(db);
    const exports = await resumeExports(db, accountId);
    log.info({ accountId, actions, exports }, "an account is open again");
  },
});
