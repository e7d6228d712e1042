import { identifier, join, type Sql, sql } from "../db/sql.ts";

/** Columns of `lead` to set, with their values. */
export type Setting = Record<string, Sql>;

/** Puts a lead whose row says that it may be dialable into the dial index, at once or when it is due. */
export const queuedFrom = (nextDialTime: Sql, now: Date): Setting => ({
  queued: sql`${nextDialTime} <= ${now}::timestamptz`,
  due_at: sql`case when ${nextDialTime} > ${now}::timestamptz then ${nextDialTime} end`,
});

/** What the dial index takes of campaign and list, for leads that come to stand there. */
export const placedIn = (accountId: number, campaignId: Sql, listId: Sql): Setting => ({
  dial_version: sql`(select place.dial_version from campaign place where place.account_id = ${accountId} and place.campaign_id = ${campaignId})`,
  dial_order: sql`(select place.dial_loaded_order from campaign place where place.account_id = ${accountId} and place.campaign_id = ${campaignId})`,
  dial_list_priority: sql`coalesce((
    select place.list_priority
    from lead_list place
    join campaign on campaign.account_id = place.account_id and campaign.campaign_id = ${campaignId}
    join dial_group on dial_group.account_id = place.account_id and dial_group.dial_group_id = campaign.dial_group_id and dial_group.enable_list_priority
    where place.account_id = ${accountId} and place.list_id = ${listId}), 0)`,
});

/** For an insert: the columns, and in the same order their values. */
export const names = (setting: Setting): Sql =>
  join(
    Object.keys(setting).map((column) => identifier(column)),
    sql`, `,
  );
export const values = (setting: Setting): Sql => join(Object.values(setting), sql`, `);
