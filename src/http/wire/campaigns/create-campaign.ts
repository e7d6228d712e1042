import Type from "typebox";
import { createCampaign } from "../../../campaigns/campaigns.ts";
import { unknownDispositions } from "../../../campaigns/counted-dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignView, campaignWarnings, NewCampaignBody, parseCampaign } from "./campaign-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns",
  summary: "Creates a campaign",
  description: "Settings this server does not know are stored and returned.",
  tag: "Campaigns",
  role: "manager",
  bodySize: "several",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: NewCampaignBody,
  async handler({ params, body, caller, accountId, context, reply }) {
    const input = parseCampaign(body, { ...params, accountId });
    const { made, unknown } = await context.db.transaction(async (tx) => ({
      made: await createCampaign(tx, caller, accountId, params.dialGroupId, input),
      unknown: await unknownDispositions(tx, accountId, undefined, input.values),
    }));
    return reply.status(201).send({ ...campaignView(made, []), ...campaignWarnings(unknown) });
  },
});
