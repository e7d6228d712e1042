import Type from "typebox";
import { auditable } from "../../../accounts/audit/audit.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/auditLogs/auditable",
  summary: "Lists the types of entities that the audit log is about",
  tag: "Audit",
  role: "user",
  response: { 200: Type.Array(Type.Object({ name: Type.String(), fullPath: Type.String() })) },
  handler: () => auditable.map((name) => ({ name, fullPath: `leadyard.${name}` })),
});
