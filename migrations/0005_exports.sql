-- Exports: the leads of an archive as batches of ids (a million rows of ids took seconds to write, fifty rows of arrays take a tenth of one),
-- and what was asked for where the archive is not mailed.
create table archive_batch (
  account_id bigint not null,
  archive_id bigint not null,
  batch_number integer not null,
  first_lead_id bigint not null,
  last_lead_id bigint not null,
  lead_ids bigint[] not null,
  primary key (account_id, archive_id, batch_number),
  foreign key (account_id, archive_id) references archive (account_id, archive_id) on delete cascade
);
alter table archive_batch alter column lead_ids set storage external;

insert into archive_batch (account_id, archive_id, batch_number, first_lead_id, last_lead_id, lead_ids)
select account_id, archive_id, n, min(lead_id), max(lead_id), array_agg(lead_id order by lead_id)
from (
  select account_id, archive_id, lead_id, (row_number() over (partition by account_id, archive_id order by lead_id) - 1) / 10000 as n
  from archive_lead
) as numbered
group by account_id, archive_id, n;
drop table archive_lead;

-- Null: it is mailed.
alter table archive add column request jsonb;
-- Of the ZIP archive; gone with the first download, after which the file is not written again.
alter table archive add column password text;
alter table archive add column selected_at timestamptz(3);
alter table archive add column processed_count bigint not null default 0;
alter table archive add column downloaded_at timestamptz(3);
alter table archive add column failure text;
create index archive_requested on archive (account_id, archive_id) where request is not null;
