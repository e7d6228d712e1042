import Type from "typebox";
import { deleteApiClient } from "../../../accounts/api-clients/api-clients.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/api-clients/:clientId",
  summary: "Deletes an API client; the sessions it opened end at once",
  tag: "API clients",
  role: "admin",
  params: Type.Object({ accountId: AccountId, clientId: Type.String({ maxLength: 255 }) }),
  async handler({ params, caller, accountId, context, reply }) {
    await deleteApiClient(context.db, caller, accountId, params.clientId);
    return reply.status(204).send();
  },
});
