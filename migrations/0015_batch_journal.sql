-- The journal of actions that run in batches: one row per batch instead of one per lead. A million leads take 4 MB instead of 110.

-- Arrays are aligned with lead_ids. A column that the batch did not touch, or that was null throughout, has a null array. New values are a
-- scalar where all leads of the batch got the same, an array otherwise. Batches of one action have disjoint ranges of lead ids, so the batch
-- that may hold a lead is found by key; leads that an undo left alone are in rows of their own, whose ranges are disjoint too.
create table journal_batch (
  account_id bigint not null,
  action_id bigint not null,
  -- An undo left these leads alone: they have conflicts and nothing else.
  is_conflict boolean not null default false,
  first_lead_id bigint not null,
  last_lead_id bigint not null,
  at timestamptz(3) not null,
  lead_ids bigint[] not null,
  campaign_id_before bigint[],
  campaign_id_after bigint,
  campaign_id_after_each bigint[],
  list_id_before bigint[],
  list_id_after bigint,
  list_id_after_each bigint[],
  next_dial_time_before timestamptz(3)[],
  next_dial_time_after timestamptz(3),
  next_dial_time_after_each timestamptz(3)[],
  last_pass_at_before timestamptz(3)[],
  last_pass_at_after timestamptz(3),
  last_pass_at_after_each timestamptz(3)[],
  callback_at_before timestamptz(3)[],
  callback_at_after timestamptz(3),
  callback_at_after_each timestamptz(3)[],
  callback_agent_id_before bigint[],
  callback_agent_id_after bigint,
  callback_agent_id_after_each bigint[],
  reserved_agent_id_before bigint[],
  reserved_agent_id_after bigint,
  reserved_agent_id_after_each bigint[],
  last_agent_id_before bigint[],
  last_agent_id_after bigint,
  last_agent_id_after_each bigint[],
  lead_state_before lead_state[],
  lead_state_after lead_state,
  lead_state_after_each lead_state[],
  last_system_disposition_before system_disposition[],
  last_system_disposition_after system_disposition,
  last_system_disposition_after_each system_disposition[],
  pass_count_before int[],
  pass_count_after int,
  pass_count_after_each int[],
  daily_pass_count_before int[],
  daily_pass_count_after int,
  daily_pass_count_after_each int[],
  daily_pass_on_before date[],
  daily_pass_on_after date,
  daily_pass_on_after_each date[],
  dial_count_before int[],
  dial_count_after int,
  dial_count_after_each int[],
  suppressed_before boolean[],
  suppressed_after boolean,
  suppressed_after_each boolean[],
  suppressed_until_before timestamptz(3)[],
  suppressed_until_after timestamptz(3),
  suppressed_until_after_each timestamptz(3)[],
  suppression_reason_before text[],
  suppression_reason_after text,
  suppression_reason_after_each text[],
  last_agent_disposition_before text[],
  last_agent_disposition_after text,
  last_agent_disposition_after_each text[],
  deleted boolean not null default false,
  -- For leads that were deleted: the load they came with.
  load_ids bigint[],
  conflicts text[],
  primary key (account_id, action_id, is_conflict, first_lead_id)
);

-- Free text among previous values, which may be personal, goes when its lead is deleted. Few rows have any.
create index journal_batch_text on journal_batch (account_id, last_lead_id)
where suppression_reason_before is not null or suppression_reason_after_each is not null
  or last_agent_disposition_before is not null or last_agent_disposition_after_each is not null;
create index lead_journal_text on lead_journal (account_id, lead_id)
where suppression_reason_before is not null or suppression_reason_after is not null
  or last_agent_disposition_before is not null or last_agent_disposition_after is not null;

-- Without statistics of arrays the planner takes each for ten elements, and looks up the leads of a batch by their key. With them it takes a
-- batch for so many leads that it reads all leads instead (0.2 s a batch of 4,000 among 300,000).
do $$
declare
  name text;
begin
  for name in
    select attname from pg_attribute join pg_type on pg_type.oid = atttypid
    where attrelid = 'journal_batch'::regclass and attnum > 0 and typcategory = 'A'
  loop
    execute format('alter table journal_batch alter column %I set statistics 0', name);
  end loop;
end
$$;
