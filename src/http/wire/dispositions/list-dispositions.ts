import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { listDispositions } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { pageQuery } from "../list-query.ts";
import { campaignPrefixes } from "../paths.ts";
import { dispositionView } from "./disposition-view.ts";

export default endpoint({
  method: "GET",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/campaignDispositions",
  summary: "Lists the agent dispositions of a campaign by rank",
  tag: "Campaign dispositions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id }),
  query: Type.Object(pageQuery),
  async handler({ params, query, accountId, context }) {
    await getCampaign(context.db, accountId, params);
    return (await listDispositions(context.db, accountId, params.campaignId, query)).map(dispositionView);
  },
});
