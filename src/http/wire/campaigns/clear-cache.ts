import Type from "typebox";
import { refreshDialer } from "../../../campaigns/refresh-dialer.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId/clearCache",
  summary: "Makes dialers read the campaign's leads afresh",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  async handler({ params, accountId, house, reply }) {
    await refreshDialer(house.db, accountId, params);
    return reply.status(201).type("text/plain").send("true");
  },
});
