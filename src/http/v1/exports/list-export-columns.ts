import Type from "typebox";
import { fields } from "../../../leads/export/formats/columns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/exports/columns",
  summary:
    "Lists the columns that an export can have, in the order they have where none are chosen. Beside them, extendedLeadData.NAME is a field of the extended data.",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(Type.String()) }) },
  handler: async () => ({ items: fields }),
});
