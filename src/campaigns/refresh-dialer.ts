import { announceDialable } from "../db/announce-dialable.ts";
import type { Tx } from "../db/database.ts";
import { getCampaign, type Which } from "./campaigns.ts";

/**
 * Makes dialers read a campaign's leads afresh. Every claim asks the database anew and nothing is prefetched, so there is nothing to
 * drop; dialers that wait are woken. A campaign that does not exist is refused.
 */
export async function refreshDialer(tx: Tx, accountId: number, which: Which & { campaignId: number }): Promise<void> {
  await getCampaign(tx, accountId, which);
  await announceDialable(tx, accountId);
}
