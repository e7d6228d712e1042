-- What whoever asked should know of some leads that an action changed, with how many they are; and of the lead that a call has left.

alter table lead_action add column warnings jsonb not null default '[]';
alter table lead_action_batch add column warnings jsonb not null default '[]';
alter table claim add column left_warnings text[] not null default '{}';

-- A lead that was reserved for one agent and had a callback by another was served to neither. The appointment is what the person knows of.

update lead set reserved_agent_id = null
where callback_at is not null and callback_agent_id is not null and reserved_agent_id <> callback_agent_id;

-- External ids on do-not-call lists are compared without regard to case. Of entries that differ in nothing else, the one that bars longest
-- stays, and no undo takes it away.

with ranked as (
  select account_id, dnc_entry_id,
    row_number() over same as place, count(*) over (partition by account_id, lower(extern_id), dnc_tag_id) as alike
  from dnc_entry
  where extern_id is not null and phone is null
  window same as (partition by account_id, lower(extern_id), dnc_tag_id order by expires_at desc nulls first, dnc_entry_id)
), merged as (
  delete from dnc_entry using ranked
  where dnc_entry.account_id = ranked.account_id and dnc_entry.dnc_entry_id = ranked.dnc_entry_id and ranked.place > 1
)
update dnc_entry set action_id = null
from ranked
where dnc_entry.account_id = ranked.account_id and dnc_entry.dnc_entry_id = ranked.dnc_entry_id and ranked.place = 1 and ranked.alike > 1;

drop index dnc_entry_extern_id;
drop index dnc_entry_both;
create unique index dnc_entry_extern_id on dnc_entry (account_id, lower(extern_id), dnc_tag_id) where extern_id is not null and phone is null;
create index dnc_entry_extern_id_any on dnc_entry (account_id, lower(extern_id)) where extern_id is not null;
