import Type from "typebox";
import { createCampaign } from "../../../campaigns/campaigns.ts";
import { requireDispositions } from "../../../campaigns/counted-dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { CampaignResource, NewCampaign, parseCampaign } from "./campaign-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/campaigns",
  summary: "Creates a campaign",
  tag: "Campaigns",
  role: "manager",
  bodySize: "several",
  params: Type.Object({ accountId: AccountId }),
  body: NewCampaign,
  response: { 201: CampaignResource },
  async handler({ body, caller, accountId, context, reply }) {
    const input = parseCampaign(body);
    const created = await context.db.transaction(async (tx) => {
      await requireDispositions(tx, accountId, undefined, input.values);
      return await createCampaign(tx, caller, accountId, body.dialGroupId as number, input);
    });
    return reply.status(201).send(created);
  },
});
