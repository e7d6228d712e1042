import Type from "typebox";
import { chainEnds } from "../accounts/audit/audit-chain.ts";
import { job } from "../worker/job.ts";

/**
 * Logs the end of each account's audit chain once a day. A log that is kept elsewhere then shows whether somebody who
 * administers the database has rebuilt a chain; `npm run audit-verify` compares.
 */
export default job({
  name: "log-audit-ends",
  payload: Type.Object({}),
  cron: "7 0 * * *",
  async run({ db, log }) {
    for (const { accountId, count, hash } of await chainEnds(db))
      log.info({ event: "audit-end", accountId, count, hash }, `account ${accountId} ends with entry ${count} ${hash}`);
  },
});
