import Type from "typebox";
import { fields } from "../../../leads/export/formats/columns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/exports/columns",
  summary: "Lists the columns an export can have, in their default order",
  description: "In addition, extendedLeadData.NAME is a column with the field NAME of the extended lead data.",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(Type.String()) }) },
  handler: async () => ({ items: fields }),
});
