import Type from "typebox";
import { updateCampaign } from "../../../campaigns/campaigns.ts";
import { unknownDispositions } from "../../../campaigns/counted-dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignBody, campaignView, campaignWarnings, parseCampaign } from "./campaign-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId",
  summary: "Updates a campaign; absent settings stay unchanged",
  tag: "Campaigns",
  role: "manager",
  bodySize: "several",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  body: CampaignBody,
  async handler({ params, body, caller, accountId, context }) {
    const input = parseCampaign(body, { ...params, accountId });
    const { changed, unknown } = await context.db.transaction(async (tx) => ({
      changed: await updateCampaign(tx, caller, accountId, params, input),
      unknown: await unknownDispositions(tx, accountId, params.campaignId, input.values),
    }));
    return { ...campaignView(changed, []), ...campaignWarnings(unknown) };
  },
});
