import type { Caller } from "../accounts/caller.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { copyDispositions } from "../dispositions/copy-dispositions.ts";
import { pickFields } from "../validation/fields.ts";
import { campaignFields } from "./campaign-fields.ts";
import { type Campaign, type CampaignFilter, createCampaign, lockCampaign } from "./campaigns.ts";

/** What differs in the clone: its name (by default the original's plus ` (copy)`), its dial group, its country. */
export interface CloneChanges {
  campaignName?: string | undefined;
  dialGroupId?: number | undefined;
  countryId?: string | undefined;
}

/** Creates a campaign with the settings and dispositions of another, but without its lists and leads. */
export async function cloneCampaign(
  tx: Tx,
  caller: Caller,
  accountId: number,
  which: CampaignFilter & { campaignId: number },
  differing: CloneChanges,
): Promise<Campaign> {
  const original = await lockCampaign(tx, accountId, which, sql`for share of campaign`);
  const { countryId, dialGroupId = original.dialGroupId } = differing;
  const campaignName = differing.campaignName ?? `${original.campaignName.slice(0, 248)} (copy)`;
  const clone = await createCampaign(tx, caller, accountId, dialGroupId, {
    values: { ...pickFields(campaignFields, original), campaignName },
    settings: { ...original.settings, ...(countryId === undefined ? {} : { countryId }) },
  });
  await copyDispositions(tx, accountId, original.campaignId, clone.campaignId);
  return clone;
}
