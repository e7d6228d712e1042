-- The next leads of each campaign, derived from the leads and disposable: it may be emptied at any moment and is refilled from them. A lead stands in it
-- once, in the part of its campaign, time zone and agent (0: anyone), at the place that rank and keys give it.
create table dial_queue (
  account_id bigint not null,
  lead_id bigint not null,
  campaign_id bigint not null,
  time_zone_id smallint not null,
  agent_id bigint not null,
  rank bigint not null,
  list_rank integer not null,
  key1 bigint not null,
  key2 bigint not null,
  primary key (account_id, lead_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index dial_queue_order on dial_queue (account_id, campaign_id, time_zone_id, agent_id, rank, list_rank, key1, key2, lead_id);

-- What the last refill of a campaign found; `filled_changes` is null while its queue is empty and to be refilled before it is used.
create table dial_queue_fill (
  account_id bigint not null,
  campaign_id bigint not null,
  -- How often something has changed that many leads go by, and how often their order; the refill that counted as far has seen it
  changes integer not null default 0,
  order_changes integer not null default 0,
  filled_changes integer,
  fills integer not null default 0,
  filled_at timestamp(3) with time zone,
  -- Leads that were due by then are queued
  covered_until timestamp(3) with time zone,
  -- The next moment at which time changes more than that a lead is due
  valid_until timestamp(3) with time zone,
  took_ms integer not null default 0,
  -- [{zone, agent, dialable, last}]: how many leads of a part were dialable, and the place of the last that is queued; null: all are
  parts jsonb not null default '[]',
  primary key (account_id, campaign_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- While a lead is claimed nobody else calls one of its numbers.
create table held_number (
  account_id bigint not null,
  phone text not null,
  claim_id bigint not null,
  primary key (account_id, phone)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index held_number_claim on held_number (account_id, claim_id);

insert into held_number (account_id, phone, claim_id)
select account_id, phone, claim_id
from (
  select claim.account_id, contact.phone, claim.claim_id
  from claim
  join contact on contact.account_id = claim.account_id and contact.lead_id = claim.lead_id
  where claim.status in ('PENDING', 'ACTIVE')
  union all
  select claim.account_id, lead_phone.phone, claim.claim_id
  from claim
  join lead_phone on lead_phone.account_id = claim.account_id and lead_phone.lead_id = claim.lead_id
  where claim.status in ('PENDING', 'ACTIVE')
  union all
  select account_id, phone, claim_id from claim where status in ('PENDING', 'ACTIVE')
) as held
on conflict do nothing;

-- The dial index was the same as a part of the leads, which every change of them had to keep right.
drop index lead_dial;
drop index lead_due;
alter table lead drop column queued, drop column due_at, drop column dial_version, drop column dial_order, drop column dial_list_priority;
create index lead_next_dial on lead (account_id, campaign_id, next_dial_time);
alter table campaign drop column dial_version, drop column queue_change, drop column queue_made;

-- Its housekeeping, in so far as it waits.
do $$
begin
  if to_regclass('graphile_worker._private_jobs') is not null then
    delete from graphile_worker._private_jobs jobs using graphile_worker._private_tasks tasks
    where tasks.id = jobs.task_id and tasks.identifier = 'tend-queue';
  end if;
end $$;

-- Statistics of tables that grow by a million rows at once must not wait for a tenth of them to change.
alter table lead set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
alter table contact set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
