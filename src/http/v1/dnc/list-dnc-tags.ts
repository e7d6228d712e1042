import Type from "typebox";
import { listDncTags } from "../../../dnc/dnc-tags.ts";
import { AccountId } from "../../app.ts";
import { DncTagResource } from "../../dnc-tag-resource.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dnc-tags",
  summary: "Lists the tags of do-not-call entries, the global one first",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(DncTagResource) }) },
  handler: async ({ accountId, house }) => ({ items: await listDncTags(house.db, accountId) }),
});
