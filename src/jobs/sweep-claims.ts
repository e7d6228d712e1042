import Type from "typebox";
import { sweepClaims } from "../dialer/claims/sweep.ts";
import { job } from "../worker/job.ts";

/** Ends claims that their dialers did not renew in time. */
export default job({
  name: "sweep-claims",
  payload: Type.Object({}),
  // Lapsed leads must be dialable again within five seconds.
  everySeconds: 2,
  async run({ db, clock, log }) {
    const swept = await sweepClaims(db, clock(), (err, claim) =>
      log.error({ err, ...claim }, "cannot end a lapsed claim"),
    );
    if (swept.freed + swept.passed > 0) log.info(swept, "claims lapsed");
  },
});
