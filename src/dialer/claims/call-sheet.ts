import type { Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";

/** What a dialer needs to know about a campaign to call its leads. */
export interface CallSheet {
  campaignId: number;
  campaignName: string;
  callerId: string | null;
  /** The page to open for the agent. */
  appUrl: string | null;
  scriptText: string;
  /** In percent of answered calls. */
  targetAbandonRate: number;
  /** In seconds; 0: no limit. */
  dispositionTimeout: number;
  /** The dispositions an agent chooses from, in their order. */
  dispositions: {
    name: string;
    isDefault: boolean;
    requireNote: boolean;
    isContact: boolean;
    isSuccess: boolean;
    isComplete: boolean;
    isRequeued: boolean;
    doNotCall: boolean;
  }[];
}

/** Reads the call sheets of these campaigns, once for all claims on them. */
export async function readCallSheets(
  tx: Tx,
  accountId: number,
  campaignIds: Iterable<number>,
): Promise<Map<number, CallSheet>> {
  const ids = [...new Set(campaignIds)];
  if (ids.length === 0) return new Map();
  const sheets = await tx.query<CallSheet>(
    prepared(sql`
      select campaign_id as "campaignId", campaign_name as "campaignName", nullif(caller_id, '') as "callerId", nullif(app_url, '') as "appUrl",
        script_text as "scriptText", target_abandon_rate as "targetAbandonRate", disposition_timeout as "dispositionTimeout",
        (select coalesce(json_agg(json_build_object('name', disposition_name, 'isDefault', is_default, 'requireNote', require_note,
            'isContact', is_contact, 'isSuccess', is_success, 'isComplete', is_complete, 'isRequeued', is_requeued, 'doNotCall', do_not_call)
            order by rank, disposition_id), '[]')
          from disposition
          where disposition.account_id = campaign.account_id and disposition.campaign_id = campaign.campaign_id and not is_disabled) as dispositions
      from campaign
      where account_id = ${accountId} and campaign_id = any (${ids}::bigint[])
      order by campaign_id
    `),
  );
  return new Map(sheets.map((sheet) => [sheet.campaignId, sheet]));
}
