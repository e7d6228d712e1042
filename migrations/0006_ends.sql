-- Suppressions that end by themselves, and why a lead is suppressed. Null in nearly all leads: a stop that gives no end still touches no index.
alter table lead add column suppressed_until timestamptz(3);
alter table lead add column suppression_reason text;
create index lead_suppressed_until on lead (account_id, suppressed_until) where suppressed_until is not null;
alter table lead_journal add column suppressed_until_before timestamptz(3);
alter table lead_journal add column suppressed_until_after timestamptz(3);
alter table lead_journal add column suppression_reason_before text;
alter table lead_journal add column suppression_reason_after text;

-- Lists that end on a date.
create index lead_list_archive on lead_list (account_id, archive_at) where archive_at is not null;

-- Mails are kept for a time.
create index mail_age on mail (created_at);
