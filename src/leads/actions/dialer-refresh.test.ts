import { expect, test } from "vitest";
import { floor, journalOf } from "../../../test/support/actions.ts";

const at = floor();

test.each([{}, { force_dialer_cache_refresh: "true" }])(
  "DIALER_REFRESH says so and changes no lead, with %j",
  async (params) => {
    const result = await at.run("DIALER_REFRESH", { campaignIds: [at.campaign.campaignId] }, params);
    expect(result).toMatchObject({ status: "DONE", matched: 0, changed: 0, deleted: 0 });
    expect(await journalOf(at.db, result.actionId)).toEqual([]);
  },
);
