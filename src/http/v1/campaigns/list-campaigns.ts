import Type from "typebox";
import { listCampaigns } from "../../../campaigns/campaigns.ts";
import { AccountId } from "../../app.ts";
import { CampaignResource } from "../../campaign-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/campaigns",
  summary: "Lists campaigns, of one dial group or all",
  tag: "Campaigns",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ dialGroupId: Type.Optional(Id) }),
  response: { 200: Type.Object({ items: Type.Array(CampaignResource) }) },
  handler: async ({ query, accountId, house }) => ({
    items: await listCampaigns(house.db, accountId, { dialGroupId: query.dialGroupId }),
  }),
});
