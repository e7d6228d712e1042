import Type from "typebox";
import { enqueueExport } from "../leads/export/enqueue-export.ts";
import { writeExport } from "../leads/export/write.ts";
import { job } from "../worker/job.ts";

// A large file occupies a worker for minutes. The other workers are free for urgent jobs.
const mostAtOnce = 2;
let running = 0;

/** Writes the file of an export. While others are being written by this instance, tries again a second later. */
export default job({
  name: "write-lead-export",
  payload: Type.Object({ accountId: Type.Integer(), archiveId: Type.Integer() }),
  async run(context, { accountId, archiveId }, attempt) {
    if (running === mostAtOnce) {
      await enqueueExport(context.db, accountId, archiveId, new Date(context.clock().getTime() + 1000));
      return;
    }
    running++;
    try {
      await writeExport(context, accountId, archiveId, attempt);
    } finally {
      running--;
    }
  },
});
