-- Lead actions of any size: accepted in one row, carried out in batches that any instance may take, undone, and repeated once only.

alter table lead_action
  -- The parameters once they were accepted: dates made out, the target list there. Every batch and every repeat works from these.
  add column settled jsonb not null default '{}',
  add column all_leads boolean not null default false,
  -- Only the first leads that match, by lead id
  add column lead_limit bigint,
  -- Leads loaded after the action was accepted have greater ids.
  add column last_lead_id bigint,
  -- While it runs, no claim hands out a lead that meets its criteria.
  add column stops boolean not null default false,
  -- When its batches were made
  add column planned_at timestamptz(3),
  add column failure text;

create index lead_action_running on lead_action (account_id) where status = 'RUNNING';
create index lead_action_planned on lead_action (account_id, action_id) where planned_at is not null;

-- The set of an action, in pieces that one transaction each works off.
create table lead_action_batch (
  account_id bigint not null,
  action_id bigint not null,
  batch_number int not null,
  lead_count int not null,
  -- Emptied once the batch is done
  lead_ids bigint[] not null,
  finished_at timestamptz(3),
  changed int not null default 0,
  deleted int not null default 0,
  callbacks_deleted int not null default 0,
  skipped jsonb not null default '[]',
  primary key (account_id, action_id, batch_number)
);

-- Compressing the ids takes longer than writing them, and they are gone soon.
alter table lead_action_batch alter column lead_ids set storage external;

-- An undo leaves alone what has moved on since, and says why.
alter table lead_journal add column conflict text;

-- Answers given, so that a request sent twice is carried out once.
create table idempotency (
  account_id bigint not null references account,
  user_id bigint not null,
  key text not null,
  request_hash bytea not null,
  action_id bigint not null,
  created_at timestamptz(3) not null,
  primary key (account_id, user_id, key)
);
create index idempotency_age on idempotency (created_at);
