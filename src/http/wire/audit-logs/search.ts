import Type from "typebox";
import { searchAudit } from "../../../accounts/audit/audit-search.ts";
import { requireRole } from "../../../accounts/caller.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AuditLog, AuditLogSearchCriteria, auditCriteria, auditLog, auditOrder } from "./audit-log-view.ts";

export default endpoint({
  method: "PUT",
  path: "/auditLogs/search",
  summary: "Searches the audit log of an account, newest first by default",
  tag: "Audit",
  role: "user",
  heavy: "searches",
  query: Type.Object({
    maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 1000" })),
  }),
  body: AuditLogSearchCriteria,
  response: { 200: Type.Array(AuditLog) },
  async handler({ query, body, caller, context }) {
    const accountId = body.accountId ?? caller.homeAccountId;
    requireRole(caller, accountId, "manager");
    const options = { ...auditOrder(body), limit: query.maxRows ?? 1000 };
    const entries = await searchAudit(context.db, accountId, auditCriteria(body), options);
    return entries.map((entry) => auditLog(accountId, entry));
  },
});
