import Type from "typebox";
import { archiveLists } from "../lists/lists.ts";
import { job } from "../worker/job.ts";

/** Archives lists at their date. Dialing skips them from that moment on, so this may come up to a minute later. */
export default job({
  name: "archive-lists",
  payload: Type.Object({}),
  cron: "* * * * *",
  async run({ db, clock, log }) {
    const archived = await archiveLists(db, clock());
    if (archived > 0) log.info({ archived }, "lists archived at their archive date");
  },
});
