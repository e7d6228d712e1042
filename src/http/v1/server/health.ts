import Type from "typebox";
import { sql } from "../../../db/sql.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/health",
  summary: "Checks that the server and its database respond; 503 while the database does not",
  tag: "Server",
  role: "anyone",
  response: { 200: Type.Object({ status: Type.Literal("ok") }) },
  async handler({ context }) {
    await context.db.query(sql`select`);
    return { status: "ok" };
  },
});
