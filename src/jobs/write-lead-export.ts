import Type from "typebox";
import { writeExport } from "../leads/export/write.ts";
import { job } from "../worker/job.ts";

export default job({
  name: "write-lead-export",
  payload: Type.Object({ accountId: Type.Integer(), archiveId: Type.Integer() }),
  run: (context, { accountId, archiveId }, attempt) => writeExport(context, accountId, archiveId, attempt),
});
