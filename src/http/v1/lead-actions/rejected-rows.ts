import { Readable } from "node:stream";
import Type from "typebox";
import { readAction } from "../../../leads/engine/action-record.ts";
import type { LoadPlan } from "../../../leads/files/load-work.ts";
import { rejectionsAsCsv } from "../../../leads/files/rejected-rows.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ActionPath } from "./lead-action-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/:actionId/rejected-rows",
  summary: "Downloads the rows that the load of a file rejected, as CSV",
  description:
    "Each line has the row number, reason, and message, followed by the cells as they are in the file. Rows are kept for 30 days.",
  tag: "Lead actions",
  role: "manager",
  params: ActionPath,
  response: { 200: Type.String({ description: "text/csv" }) },
  async handler({ context, accountId, params: { actionId }, request, reply }) {
    const record = await readAction(context.db, accountId, actionId);
    const download = { entity: "LeadAction", id: actionId, description: `rejected rows of ${record.action}` } as const;
    await request.server.accessLog.downloaded(request, accountId, download);
    const rows = rejectionsAsCsv(context.db, accountId, actionId, (record.settled as Partial<LoadPlan>).headers ?? []);
    return await reply
      .type("text/csv; charset=utf-8")
      .header("Content-Disposition", `attachment; filename="rejected-rows-${actionId}.csv"`)
      .send(Readable.from(rows));
  },
});
