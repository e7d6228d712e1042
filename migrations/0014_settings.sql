-- What whoever asked should know of some leads that an action changed, with how many they are; and of the lead that a call has left.

alter table lead_action add column warnings jsonb not null default '[]';
alter table lead_action_batch add column warnings jsonb not null default '[]';
alter table claim add column left_warnings text[] not null default '{}';

-- A lead that was reserved for one agent and had a callback by another was served to neither. The appointment is what the person knows of.

update lead set reserved_agent_id = null
where callback_at is not null and callback_agent_id is not null and reserved_agent_id <> callback_agent_id;
