-- The dial index: which leads are looked at for the next claim, in the order they are handed out. It is a hint; the lead's row decides.
-- Nothing here mentions lead_state or suppressed, so that stopping leads touches no index.

alter table campaign
  -- The order of its leads has changed so often; leads that were placed for another version are placed anew.
  add column dial_version int not null default 0,
  -- How often something has changed that may make leads of it dialable again, and up to which change they are back in the queue
  add column queue_change int not null default 0,
  add column queue_made int not null default 0;

alter table lead
  -- Stands in the dial index. What is not dialable is taken out when a claim meets it; what may have become so is put in again.
  add column queued boolean not null default true,
  -- Is put into the dial index at this time
  add column due_at timestamptz(3),
  -- What its place in the dial index takes of campaign and list, as they were in that version of the campaign; -1: not placed yet
  add column dial_version int not null default -1,
  add column dial_order smallint not null default 0,
  add column dial_list_priority int not null default 0;

update lead
set dial_version = 0, dial_order = campaign.dial_loaded_order,
  dial_list_priority = case when dial_group.enable_list_priority then lead_list.list_priority else 0 end,
  queued = lead_state in ('READY', 'CALLBACK', 'AGENT-CALLBACK', 'PENDING-CALLBACK') and not suppressed and claim_id is null
    and next_dial_time <= now(),
  due_at = case
    when lead_state in ('READY', 'CALLBACK', 'AGENT-CALLBACK', 'PENDING-CALLBACK') and not suppressed and claim_id is null
      and next_dial_time > now() then next_dial_time
  end
from campaign, dial_group, lead_list
where campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id
  and dial_group.account_id = lead.account_id and dial_group.dial_group_id = campaign.dial_group_id
  and lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id;

create index lead_dial on lead (
  account_id, campaign_id, dial_version, time_zone_id, (coalesce(reserved_agent_id, callback_agent_id, 0)),
  callback_at, immediate desc, priority_requeue desc, dial_list_priority desc,
  (case dial_order when 2 then lead_id when 3 then -lead_id when 4 then lead_priority else pass_count end),
  -- The newest list first, or by chance, the same as long as the lead has as many passes
  (case dial_order when 0 then -list_id when 1 then hashint8extended(lead_id, pass_count) & 9223372036854775807 else 9223372036854775807 end),
  lead_id) where queued;
create index lead_due on lead (account_id, campaign_id, due_at) where due_at is not null;
